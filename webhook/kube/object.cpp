#include "kube/object.h"

namespace postern::kube {
namespace {

// "apps/v1" -> "apps"; "v1" -> "" (the core group).
std::string_view group_of(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

View read_view(const GroupKind& type, const JsonObject& root, Reader& reader) {
  if (type == GroupKind{"", "Secret"}) {
    return read_secret(root, reader);
  }
  if (type == GroupKind{"", "ConfigMap"}) {
    return read_config_map(root, reader);
  }
  if (type == GroupKind{"autoscaling", "Scale"}) {
    return read_scale(root, reader);
  }
  if (is_workload(type)) {
    return read_workload(type.kind, root, reader);
  }
  return Unregistered{};
}

Object read_printed_release(const JsonObject& object, const Json& root, Reader& reader) {
  Object read{.type = kReleaseType, .view = PrintedRelease{root}};
  read.meta.kind = kReleaseType.kind;
  read.meta.name = reader.text(object, "name");
  read.meta.name_space = reader.text(object, "namespace");
  return read;
}

}  // namespace

Result<Object> read_object(const GroupKind& type, const Json& root) {
  JsonObject object;
  if (root.get(object) != simdjson::SUCCESS) {
    return failure("the object is not a JSON object");
  }
  Reader reader;
  Object read{.type = type};
  if (type == kReleaseType) {
    read = read_printed_release(object, root, reader);
  } else {
    read.meta = read_meta(object, reader);
    read.meta.kind = type.kind;
    read.view = read_view(type, object, reader);
  }
  if (reader.error()) {
    return tl::unexpected(*reader.error());
  }
  return read;
}

Result<Object> read_object(const Json& root) {
  JsonObject object;
  if (root.get(object) != simdjson::SUCCESS) {
    return failure("the object is not a JSON object");
  }
  Reader reader;
  const GroupKind type{.group = group_of(reader.text(object, "apiVersion")),
                       .kind = reader.text(object, "kind")};
  if (reader.error()) {
    return tl::unexpected(*reader.error());
  }
  return read_object(type, root);
}

}  // namespace postern::kube
