#include "kube/container_view.h"

#include <algorithm>

namespace postern::kube {
namespace {

// A container with its environment and facts takes about as much memory as so many map entries.
constexpr std::size_t kContainerParts = 20;

std::vector<Sealed<std::string_view>> read_words(const JsonObject& root, std::string_view name,
                                                 Reader& reader) {
  std::vector<Sealed<std::string_view>> words;
  const std::optional<JsonArray> list = reader.array(root, name);
  if (!list) {
    return words;
  }
  const Reader::Scope list_scope = reader.enter_field(name);
  for (const Json word : *list) {
    if (!reader.take_parts(1)) {
      break;
    }
    const Reader::Scope scope = reader.enter_index(words.size());
    words.emplace_back(word.is_null() ? std::string_view() : reader.text(word));
  }
  return words;
}

KeyReference read_key_reference(const JsonObject& root, SourceKind kind, Reader& reader) {
  return {.kind = kind,
          .name = reader.text(root, "name"),
          .key = reader.text(root, "key"),
          .optional = reader.boolean(root, "optional")};
}

void read_value_from(const JsonObject& source, Reader& reader, EnvVar& variable) {
  if (const auto secret = reader.object(source, "secretKeyRef")) {
    variable.reference = read_key_reference(*secret, SourceKind::kSecret, reader);
  } else if (const auto config = reader.object(source, "configMapKeyRef")) {
    variable.reference = read_key_reference(*config, SourceKind::kConfigMap, reader);
  } else {
    variable.other_source = true;
  }
}

// One pass over the few fields of an element, of which a pod template may have hundreds.
EnvVar read_env(const JsonObject& root, std::size_t index, Reader& reader) {
  static_cast<void>(reader.take_parts(1));  // each is as large as two entries of a map
  EnvVar variable{.index = index};
  for (const auto& [key, value] : root) {
    if (value.is_null()) {
      continue;
    }
    const Reader::Scope scope = reader.enter_field(key);
    if (key == "name") {
      variable.name = reader.text(value);
    } else if (key == "value") {
      variable.value = Sealed(reader.text(value));
    } else if (key == "valueFrom") {
      if (const std::optional<JsonObject> source = reader.object(value)) {
        read_value_from(*source, reader, variable);
      }
    }
  }
  return variable;
}

EnvFrom read_env_from(const JsonObject& root, std::size_t index, Reader& reader) {
  EnvFrom source{.prefix = reader.text(root, "prefix"), .index = index};
  std::optional<JsonObject> reference = reader.object(root, "secretRef");
  if (!reference) {
    source.kind = SourceKind::kConfigMap;
    reference = reader.object(root, "configMapRef");
  }
  if (reference) {
    source.name = reader.text(*reference, "name");
    source.optional = reader.boolean(*reference, "optional");
  }
  return source;
}

// Every file that a container names is looked for under every mount.
constexpr std::size_t kMountParts = 10;

VolumeMount read_mount(const JsonObject& root, std::size_t index, Reader& reader) {
  static_cast<void>(reader.take_parts(kMountParts));
  VolumeMount mount{.volume = reader.text(root, "name"),
                    .path = reader.text(root, "mountPath"),
                    .sub_path = reader.text(root, "subPath"),
                    .read_only = reader.boolean(root, "readOnly"),
                    .index = index};
  if (mount.sub_path.empty()) {
    mount.sub_path = reader.text(root, "subPathExpr");
  }
  return mount;
}

}  // namespace

Literal to_text(SourceKind kind) {
  switch (kind) {
    case SourceKind::kSecret:
      return "Secret";
    case SourceKind::kConfigMap:
      return "ConfigMap";
  }
  return "";
}

FieldPath Container::reference_path(const EnvVar& variable) const {
  const bool secret = variable.reference && variable.reference->kind == SourceKind::kSecret;
  return env_path(variable).child("valueFrom").child(secret ? "secretKeyRef" : "configMapKeyRef");
}

FieldPath Container::reference_path(const EnvFrom& source) const {
  return env_from_path(source).child(source.kind == SourceKind::kSecret ? "secretRef"
                                                                        : "configMapRef");
}

Container read_container(const JsonObject& root, ContainerRole role, Reader& reader) {
  Container container{.role = role, .name = reader.text(root, "name")};
  if (!reader.take_parts(kContainerParts)) {
    return container;
  }
  reader.label(container.name);
  container.path = reader.path();
  container.image = reader.text(root, "image");
  container.restarts_always = reader.text(root, "restartPolicy") == "Always";
  container.env.reserve(std::min(Reader::length(root, "env"), Reader::kMostParts));
  reader.each_object(root, "env", [&](const JsonObject& element, std::size_t position) {
    // A null element keeps its place, so that an index is a position; it has no name.
    while (container.env.size() < position) {
      container.env.push_back({.index = container.env.size()});
    }
    container.env.push_back(read_env(element, position, reader));
  });
  reader.each_object(root, "envFrom", [&](const JsonObject& element, std::size_t position) {
    container.env_from.push_back(read_env_from(element, position, reader));
  });
  reader.each_object(root, "volumeMounts", [&](const JsonObject& element, std::size_t position) {
    container.mounts.push_back(read_mount(element, position, reader));
  });
  container.command = read_words(root, "command", reader);
  container.args = read_words(root, "args", reader);
  return container;
}

}  // namespace postern::kube
