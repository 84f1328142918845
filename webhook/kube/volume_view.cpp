#include "kube/volume_view.h"

namespace postern::kube {
namespace {

// `name_field` is "secretName" in a Secret volume and "name" everywhere else.
VolumeSource read_source(const JsonObject& root, SourceKind kind, std::string_view name_field,
                         Reader& reader) {
  VolumeSource source{.kind = kind,
                      .name = reader.text(root, name_field),
                      .optional = reader.boolean(root, "optional"),
                      .items = {},
                      .index = 0};
  reader.each_object(root, "items", [&](const JsonObject& item, std::size_t) {
    source.items.push_back({.key = reader.text(item, "key"),
                            .path = reader.text(item, "path"),
                            .mode = reader.integer(item, "mode")});
  });
  return source;
}

void read_projected(const JsonObject& projected, Reader& reader, Volume& volume) {
  reader.each_object(projected, "sources", [&](const JsonObject& source, std::size_t index) {
    if (const auto secret = reader.object(source, "secret")) {
      volume.sources.push_back(read_source(*secret, SourceKind::kSecret, "name", reader));
    } else if (const auto config = reader.object(source, "configMap")) {
      volume.sources.push_back(read_source(*config, SourceKind::kConfigMap, "name", reader));
    } else {
      volume.has_other_sources = true;
      return;
    }
    volume.sources.back().index = index;
  });
}

// Volumes that say themselves that nobody writes to them, and images, which cannot be written to.
bool is_read_only(const JsonObject& root, Reader& reader) {
  for (const std::string_view kind :
       {"persistentVolumeClaim", "csi", "nfs", "iscsi", "fc", "cephfs", "rbd", "azureDisk"}) {
    if (const std::optional<JsonObject> source = reader.object(root, kind)) {
      const Reader::Scope scope = reader.enter_field(kind);
      return reader.boolean(*source, "readOnly");
    }
  }
  return Reader::field(root, "image").has_value();
}

// A volume takes about as much memory as so many map entries.
constexpr std::size_t kVolumeParts = 8;

Volume read_volume(const JsonObject& root, Reader& reader) {
  static_cast<void>(reader.take_parts(kVolumeParts));
  Volume volume{.name = reader.text(root, "name")};
  reader.label(volume.name);
  volume.path = reader.path();
  if (const auto secret = reader.object(root, "secret")) {
    const Reader::Scope scope = reader.enter_field("secret");
    volume.kind = VolumeKind::kSecret;
    volume.default_mode = reader.integer(*secret, "defaultMode");
    volume.sources.push_back(read_source(*secret, SourceKind::kSecret, "secretName", reader));
  } else if (const auto config = reader.object(root, "configMap")) {
    const Reader::Scope scope = reader.enter_field("configMap");
    volume.kind = VolumeKind::kConfigMap;
    volume.default_mode = reader.integer(*config, "defaultMode");
    volume.sources.push_back(read_source(*config, SourceKind::kConfigMap, "name", reader));
  } else if (const auto projected = reader.object(root, "projected")) {
    const Reader::Scope scope = reader.enter_field("projected");
    volume.kind = VolumeKind::kProjected;
    volume.default_mode = reader.integer(*projected, "defaultMode");
    read_projected(*projected, reader, volume);
  } else {
    volume.kind = Reader::field(root, "emptyDir") ? VolumeKind::kEmptyDir : VolumeKind::kOther;
    volume.claim = Reader::field(root, "persistentVolumeClaim").has_value();
    volume.read_only = is_read_only(root, reader);
  }
  return volume;
}

}  // namespace

FieldPath Volume::source_path(const VolumeSource& source) const {
  const std::string_view field = source.kind == SourceKind::kSecret ? "secret" : "configMap";
  return kind == VolumeKind::kProjected
             ? path.child("projected").child("sources").index(source.index).child(field)
             : path.child(field);
}

std::vector<Volume> read_volumes(const JsonObject& spec, Reader& reader) {
  std::vector<Volume> volumes;
  reader.each_object(spec, "volumes", [&](const JsonObject& volume, std::size_t) {
    volumes.push_back(read_volume(volume, reader));
  });
  return volumes;
}

}  // namespace postern::kube
