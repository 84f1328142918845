#include "check/items.h"

#include <string_view>
#include <utility>

#include "check/review_item.h"
#include "helm/release.h"
#include "kube/object.h"

namespace postern::check {
namespace {

using kube::FieldPath;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;
using kube::Reader;

struct Candidate {
  Json root;
  FieldPath path;
};

std::string_view text_of(const JsonObject& object, std::string_view field) {
  const std::optional<Json> value = Reader::field(object, field);
  std::string_view text;
  if (value && value->get(text) != simdjson::SUCCESS) {
    return {};
  }
  return text;
}

// `kubectl get -o yaml` writes kind List; typed lists are SecretList, DeploymentList and so on.
std::optional<JsonArray> list_items(const JsonObject& object, std::string_view kind) {
  const std::optional<Json> field = Reader::field(object, "items");
  JsonArray list;
  if (!kind.ends_with("List") || !field || field->get(list) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return list;
}

// On a stack, so that the first comes out first.
void add_elements(const JsonArray& list, const FieldPath& path, std::vector<Candidate>& pending) {
  std::vector<Candidate> inside;
  for (const Json element : list) {
    inside.push_back({element, path.index(inside.size())});
  }
  pending.insert(pending.end(), inside.rbegin(), inside.rend());
}

}  // namespace

std::vector<Item> items_of(const Json& root) {
  std::vector<Item> items;
  std::vector<Candidate> pending = {{.root = root, .path = {}}};
  while (!pending.empty()) {
    const Candidate candidate = std::move(pending.back());
    pending.pop_back();
    JsonObject object;
    if (candidate.root.get(object) != simdjson::SUCCESS) {
      continue;
    }
    if (helm::looks_like_release(candidate.root)) {
      items.push_back({.object = candidate.root,
                       .before = std::nullopt,
                       .path = candidate.path,
                       .type = kube::kReleaseType});
      continue;
    }
    const std::string_view kind = text_of(object, "kind");
    if (kind.empty() || text_of(object, "apiVersion").empty()) {
      continue;
    }
    if (kind == "AdmissionReview") {
      if (std::optional<Item> item = item_of_review(object, candidate.path)) {
        items.push_back(*std::move(item));
      }
    } else if (const std::optional<JsonArray> list = list_items(object, kind)) {
      add_elements(*list, candidate.path.child("items"), pending);
    } else {
      items.push_back({.object = candidate.root, .before = std::nullopt, .path = candidate.path});
    }
  }
  return items;
}

}  // namespace postern::check
