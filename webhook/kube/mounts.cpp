#include "kube/mounts.h"

#include <algorithm>
#include <vector>

#include "kube/environment.h"
#include "kube/references.h"

namespace postern::kube {
namespace {

// The API server's default (core/v1, SecretVolumeSourceDefaultMode and its siblings).
constexpr std::int64_t kDefaultMode = 0644;

// More are not looked through, once for each file that thousands of strings may name.
constexpr std::size_t kMostMounts = 1024;

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part == "..") {
      if (!parts.empty()) {
        parts.pop_back();
      }
    } else if (!part.empty() && part != "." && part != "..data") {
      parts.push_back(part);
    }
  }
  return parts;
}

std::string joined(const std::vector<std::string_view>& parts) {
  std::string path;
  for (const std::string_view part : parts) {
    path += '/';
    path += part;
  }
  return path.empty() ? "/" : path;
}

struct Covering {
  const VolumeMount* mount = nullptr;
  std::string directory;
};

Covering deepest_mount(std::string_view path, const Container& container) {
  Covering deepest;
  for (const VolumeMount& mount : container.mounts) {
    std::string directory = normal_path(mount.path);
    if (lies_in(path, directory) &&
        (deepest.mount == nullptr || directory.size() > deepest.directory.size())) {
      deepest = {.mount = &mount, .directory = std::move(directory)};
    }
  }
  return deepest;
}

// The path of the file inside the volume, without a leading slash.
std::string path_in_volume(std::string_view path, const Covering& covering) {
  std::string inside(covering.mount->sub_path);
  if (covering.directory != "/") {
    path.remove_prefix(covering.directory.size());
  }
  inside += '/';
  inside += path;
  return normal_path("/" + inside).substr(1);
}

// Few items are written with "./" or "//", and there may be thousands of them.
bool is_path_of(const VolumeItem& item, std::string_view wanted) {
  const bool plain = item.path.find("./") == std::string_view::npos &&
                     item.path.find("//") == std::string_view::npos;
  return plain ? item.path == wanted
               : normal_path("/" + std::string(item.path)).substr(1) == wanted;
}

MountedFile find_item(const VolumeSource& source, std::string_view wanted,
                      const std::vector<Entry>* entries) {
  for (const VolumeItem& item : source.items) {
    if (!is_path_of(item, wanted)) {
      continue;
    }
    const bool missing = entries != nullptr && find_entry(*entries, item.key) == nullptr;
    if (missing && source.optional) {
      return {.holding = Holding::kCannot};
    }
    // A missing key of a source that is not optional keeps the pod from starting, which is
    // workload-secret-missing's business.
    return {.holding = Holding::kHolds, .source = &source, .key = item.key, .mode = item.mode};
  }
  return {.holding = Holding::kCannot};
}

MountedFile find_in_source(const VolumeSource& source, std::string_view wanted, const World& world,
                           std::string_view name_space) {
  const EntriesLookup lookup = entries_of(world, source.kind, name_space, source.name);
  const auto* visible = std::get_if<const std::vector<Entry>*>(&lookup);
  const std::vector<Entry>* entries = visible == nullptr ? nullptr : *visible;
  if (std::holds_alternative<Absent>(lookup) && source.optional) {
    return {.holding = Holding::kCannot};
  }
  if (!source.items.empty()) {
    return find_item(source, wanted, entries);
  }
  // Keys have no slash: a deeper path cannot be one.
  if (wanted.find('/') != std::string_view::npos) {
    return {.holding = Holding::kCannot};
  }
  if (entries == nullptr) {
    return {.holding = Holding::kMay, .source = &source};
  }
  const Entry* entry = find_entry(*entries, wanted);
  return entry == nullptr
             ? MountedFile{.holding = Holding::kCannot}
             : MountedFile{.holding = Holding::kHolds, .source = &source, .key = entry->key};
}

MountedFile find_in_volume(const Volume& volume, std::string_view wanted, const World& world,
                           std::string_view name_space) {
  MountedFile best{.holding = volume.has_other_sources ? Holding::kMay : Holding::kCannot};
  for (const VolumeSource& source : volume.sources) {
    const MountedFile found = find_in_source(source, wanted, world, name_space);
    if (found.holding > best.holding || (found.holding == best.holding && best.source == nullptr)) {
      best = found;
    }
  }
  if (best.source != nullptr && !best.mode) {
    best.mode = volume.default_mode.value_or(kDefaultMode);
  }
  return best;
}

}  // namespace

std::string normal_path(std::string_view path) {
  return path.starts_with('/') ? joined(parts_of(path)) : std::string();
}

bool lies_in(std::string_view path, std::string_view directory) {
  if (directory.empty() || !path.starts_with(directory)) {
    return false;
  }
  return directory == "/" || path.size() == directory.size() || path[directory.size()] == '/';
}

MountedFile find_file(std::string_view path, const Container& container, const PodTemplateView& pod,
                      const World& world, std::string_view name_space) {
  if (container.mounts.size() > kMostMounts) {
    return {.holding = Holding::kMay};
  }
  const Covering covering = deepest_mount(path, container);
  if (covering.mount == nullptr) {
    return {};
  }
  const Volume* volume = pod.volume(covering.mount->volume);
  MountedFile found{.holding = Holding::kMay, .mount = covering.mount, .volume = volume};
  if (volume == nullptr || volume->kind == VolumeKind::kOther ||
      volume->kind == VolumeKind::kEmptyDir || may_refer(covering.mount->sub_path)) {
    return found;
  }
  const std::string wanted = path_in_volume(path, covering);
  // The whole directory was asked for: it is there.
  found = wanted.empty() ? MountedFile{.holding = Holding::kHolds}
                         : find_in_volume(*volume, wanted, world, name_space);
  found.mount = covering.mount;
  found.volume = volume;
  return found;
}

}  // namespace postern::kube
