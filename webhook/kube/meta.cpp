#include "kube/meta.h"

namespace postern::kube {
std::string_view Meta::label(std::string_view key) const {
  for (const Label& label : labels) {
    if (label.key == key) {
      return label.value;
    }
  }
  return {};
}

const Annotation* Meta::annotation(std::string_view key) const {
  for (const Annotation& annotation : annotations) {
    if (annotation.key == key) {
      return &annotation;
    }
  }
  return nullptr;
}

Meta read_meta(const JsonObject& root, Reader& reader) {
  Meta meta;
  const std::optional<JsonObject> metadata = reader.object(root, "metadata");
  if (!metadata) {
    return meta;
  }
  const Reader::Scope scope = reader.enter_field("metadata");
  meta.name = reader.text(*metadata, "name");
  meta.name_space = reader.text(*metadata, "namespace");
  meta.generate_name = reader.text(*metadata, "generateName");
  meta.terminating = Reader::field(*metadata, "deletionTimestamp").has_value();
  reader.each_entry(*metadata, "labels", [&](std::string_view key, const Json& value) {
    const Reader::Scope entry = reader.enter_key(key);
    meta.labels.push_back({.key = key, .value = reader.text(value)});
  });
  reader.each_entry(*metadata, "annotations", [&](std::string_view key, const Json& value) {
    const Reader::Scope entry = reader.enter_key(key);
    meta.annotations.push_back({.key = key, .value = Sealed(reader.text(value))});
  });
  return meta;
}

}  // namespace postern::kube
