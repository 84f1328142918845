#include <algorithm>
#include <array>
#include <utility>

#include "serve/review.h"

namespace postern::serve {
namespace {

using engine::Operation;
using kube::JsonObject;
using kube::Reader;

constexpr std::array kOperations = {
    std::pair{std::string_view("CREATE"), Operation::kCreate},
    std::pair{std::string_view("UPDATE"), Operation::kUpdate},
    std::pair{std::string_view("DELETE"), Operation::kDelete},
    std::pair{std::string_view("CONNECT"), Operation::kConnect},
};

std::optional<Operation> operation_from_text(std::string_view text) {
  const auto* const found =
      std::ranges::find(kOperations, text, [](const auto& entry) { return entry.first; });
  return found == kOperations.end() ? std::nullopt : std::optional(found->second);
}

kube::GroupKind read_type(const JsonObject& request, Reader& reader) {
  const std::optional<JsonObject> kind = reader.object(request, "kind");
  if (!kind) {
    return {};
  }
  const Reader::Scope scope = reader.enter_field("kind");
  return {.group = reader.text(*kind, "group"), .kind = reader.text(*kind, "kind")};
}

void read_user(const JsonObject& request, Reader& reader, Review& review) {
  const std::optional<JsonObject> user = reader.object(request, "userInfo");
  if (!user) {
    return;
  }
  const Reader::Scope scope = reader.enter_field("userInfo");
  review.user = reader.text(*user, "username");
  if (const std::optional<kube::JsonArray> groups = reader.array(*user, "groups")) {
    for (const kube::Json group : *groups) {
      if (!reader.take_parts(1)) {
        return;
      }
      review.groups.push_back(reader.text(group));
    }
  }
}

Review read_request(const JsonObject& request, Reader& reader) {
  const Reader::Scope scope = reader.enter_field("request");
  Review review{.uid = reader.text(request, "uid"),
                .type = read_type(request, reader),
                .sub_resource = reader.text(request, "subResource"),
                .name_space = reader.text(request, "namespace"),
                .name = reader.text(request, "name"),
                .dry_run = reader.boolean(request, "dryRun"),
                .object = Reader::field(request, "object"),
                .old_object = Reader::field(request, "oldObject")};
  read_user(request, reader, review);
  return review;
}

}  // namespace

Result<Review> decode_review(const kube::Json& root) {
  JsonObject body;
  if (root.get(body) != simdjson::SUCCESS) {
    return failure("the body is not an AdmissionReview");
  }
  Reader reader;
  if (reader.text(body, "apiVersion") != "admission.k8s.io/v1" ||
      reader.text(body, "kind") != "AdmissionReview") {
    return failure("the body is not an AdmissionReview of admission.k8s.io/v1");
  }
  const std::optional<JsonObject> request = reader.object(body, "request");
  if (!request) {
    return failure("the AdmissionReview has no request");
  }
  Review review = read_request(*request, reader);
  const std::optional<Operation> operation =
      operation_from_text(reader.text(*request, "operation"));
  if (reader.error()) {
    return tl::unexpected(*reader.error());
  }
  if (review.uid.empty()) {
    return failure("the request has no uid");
  }
  if (review.type.kind.empty()) {
    return failure("the request names no kind");
  }
  if (!operation) {
    return failure("request.operation is not CREATE, UPDATE, DELETE or CONNECT");
  }
  review.operation = *operation;
  return review;
}

}  // namespace postern::serve
