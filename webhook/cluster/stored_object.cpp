#include "cluster/stored_object.h"

#include <utility>

#include "kube/load_json.h"

namespace postern::cluster {

Outcome<std::optional<StoredObject>> read_stored(const Client& client, std::string target,
                                                 Literal what, net::Clock::time_point deadline) {
  const Outcome<Sealed<std::string>> body =
      client.send({.method = Method::kGet, .target = std::move(target), .what = what}, deadline);
  if (!body) {
    if (body.error().refusal == Refusal::kNotFound) {
      return std::nullopt;
    }
    return tl::unexpected(body.error());
  }
  kube::LoadResult<kube::Document> document = kube::load_json(body->expose());
  kube::JsonObject root;
  kube::JsonObject metadata;
  std::string_view version;
  if (!document || document->root().get(root) != simdjson::SUCCESS ||
      root["metadata"].get(metadata) != simdjson::SUCCESS ||
      metadata["resourceVersion"].get(version) != simdjson::SUCCESS || version.empty()) {
    return fault(Refusal::kUnreadable, "GET {}: the API server's answer is not what was asked for",
                 what);
  }
  return StoredObject{*std::move(document), root, metadata, std::string(version)};
}

}  // namespace postern::cluster
