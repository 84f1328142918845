#include "helm/manifest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "kube/document_stream.h"
#include "kube/json.h"
#include "kube/load_yaml.h"

namespace postern::helm {
namespace {

using kube::Json;
using kube::JsonArray;
using kube::JsonObject;

constexpr std::string_view kSourceComment = "# Source: ";
constexpr std::array<std::string_view, 14> kJudgedKinds = {"Service",
                                                           "Secret",
                                                           "ConfigMap",
                                                           "Deployment",
                                                           "Pod",
                                                           "ReplicaSet",
                                                           "StatefulSet",
                                                           "DaemonSet",
                                                           "Job",
                                                           "CronJob",
                                                           "ReplicationController",
                                                           "PodTemplate",
                                                           "Scale",
                                                           "List"};

std::string_view line_at(std::string_view text, std::size_t begin) {
  const std::string_view rest = text.substr(begin);
  std::string_view line = rest.substr(0, rest.find('\n'));
  while (line.ends_with(' ') || line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

// Helm writes it above every document (pkg/action, renderResources).
std::string_view source_of(std::string_view text) {
  const std::size_t at = text.find(kSourceComment);
  const bool begins_line = at == 0 || (at != std::string_view::npos && text[at - 1] == '\n');
  return begins_line ? line_at(text, at + kSourceComment.size()) : std::string_view();
}

bool is_judged(std::string_view kind) {
  return std::ranges::find(kJudgedKinds, kind) != kJudgedKinds.end() || kind.ends_with("List");
}

// A large chart is mostly kinds that no rule looks at, and YAML is slow to read. Only a plain word
// at the margin counts; who disguises an object gains nothing, it is judged when it is created.
bool is_certainly_of_no_interest(std::string_view text) {
  constexpr std::string_view kKey = "\nkind: ";
  const std::size_t found = text.starts_with(kKey.substr(1)) ? 0 : text.find(kKey);
  if (found == std::string_view::npos) {
    return false;
  }
  const std::size_t begin = found == 0 ? kKey.size() - 1 : found + kKey.size();
  const std::string_view kind = line_at(text, begin);
  const bool is_word = !kind.empty() && std::ranges::all_of(kind, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  return is_word && !is_judged(kind);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

class ManifestReader {
 public:
  ManifestReader(const Release& release, const Limits& limits)
      : release_(release), limits_(limits), values_left_(limits.values) {}

  DecodeResult<Manifest> read() {
    bool complete = read_text(release_.manifest.expose(), {});
    for (const Hook& hook : release_.hooks) {
      complete = complete && read_text(hook.manifest.expose(), hook.path);
    }
    if (!complete) {
      return too_large("the manifest has more documents or values than the limit");
    }
    return std::move(manifest_);
  }

 private:
  // False when a limit is met.
  bool read_text(std::string_view text, std::string_view source) {
    kube::YamlPieces pieces(text, 0, {});
    while (const std::optional<kube::YamlPieces::Piece> piece = pieces.next()) {
      const std::string_view document = text.substr(piece->source.offset, piece->source.length);
      if (is_blank(document) || is_certainly_of_no_interest(document)) {
        continue;
      }
      const std::string_view named = source_of(document);
      if (documents_++ == limits_.documents ||
          !read_piece(text, *piece, named.empty() ? source : named)) {
        return false;
      }
    }
    return true;
  }

  bool read_piece(std::string_view text, const kube::YamlPieces::Piece& piece,
                  std::string_view source) {
    const std::size_t length = piece.source.length;
    const kube::Limits limits{.bytes = kSpareBytes + kExpansion * length,
                              .nodes = std::min(values_left_, kSpareValues + length)};
    kube::LoadResult<kube::Document> document = kube::load_yaml_piece(text, piece, limits);
    // Without an anchor a text has no more values than it can hold.
    const bool may_expand = text.substr(piece.source.offset, length).find('&') != text.npos;
    spend(length / kBytesPerValue + (may_expand || !document ? kSpareValues : 1U));
    if (!document) {
      manifest_.unreadable.push_back({source, document.error().message});
      return values_left_ > 0;
    }
    const Json root = document->root();
    manifest_.documents.push_back(*std::move(document));
    take(root, source);
    return values_left_ > 0;
  }

  void spend(std::size_t values) { values_left_ -= std::min(values_left_, values); }

  void take(const Json& root, std::string_view source) {
    JsonObject object;
    JsonArray items;
    std::string_view kind;
    if (root.get(object) != simdjson::SUCCESS || object["kind"].get(kind) != simdjson::SUCCESS) {
      return;
    }
    if (!kind.ends_with("List") || object["items"].get(items) != simdjson::SUCCESS) {
      take_object(root, source);
      return;
    }
    for (const Json item : items) {
      take_object(item, source);
    }
  }

  void take_object(const Json& root, std::string_view source) {
    Result<kube::Object> object = kube::read_object(root);
    if (!object) {
      manifest_.unreadable.push_back({source, object.error().message});
      return;
    }
    const bool is_service = object->type == kube::GroupKind{"", "Service"};
    if (std::holds_alternative<kube::Unregistered>(object->view) && !is_service) {
      return;
    }
    if (object->meta.name_space.empty()) {
      object->meta.name_space = release_.name_space;
    }
    manifest_.objects.push_back({*std::move(object), source});
  }

  // What a document may need beyond its length: aliases make more of a text than it shows, and a
  // bomb is made of them.
  static constexpr std::size_t kSpareValues = 1024;
  static constexpr std::size_t kSpareBytes = 64U << 10U;
  static constexpr std::size_t kExpansion = 8;
  static constexpr std::size_t kBytesPerValue = 8;

  const Release& release_;
  const Limits& limits_;
  std::size_t values_left_;
  std::size_t documents_ = 0;
  Manifest manifest_;
};

}  // namespace

kube::FieldPath manifest_path(const kube::Object& object) {
  const std::string_view name =
      object.meta.name.empty() ? object.meta.generate_name : object.meta.name;
  return kube::FieldPath()
      .child("manifest")
      .key(std::string(object.meta.kind) + "/" + std::string(name));
}

DecodeResult<Manifest> read_manifest(const Release& release, const Limits& limits) {
  return ManifestReader(release, limits).read();
}

}  // namespace postern::helm
