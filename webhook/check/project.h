// The settings of a project: the file .postern.yaml, found upwards from the working directory.
// Guarantees that a key it does not know, or a value of the wrong form, is an error with its place.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "check/ignore.h"
#include "kube/document.h"

namespace postern::check {

inline constexpr std::string_view kProjectFile = ".postern.yaml";

/// What a project says; each key is named like the flag that overrides it.
struct Project {
  std::string directory;  // that of the file; empty: there is no file
  std::optional<std::string> config;
  std::optional<std::string> name_space;
  std::optional<std::string> fail_on;
  std::optional<std::string> format;
  std::optional<bool> complete;
  IgnoreList ignore;
};

struct ProjectError : Error {
  std::string file;
  kube::Position position;
};

/// Reads the nearest .postern.yaml, from `directory` up to the first one that holds .git (or to the
/// root). Nothing is an empty Project. A path in it is relative to the file.
[[nodiscard]] tl::expected<Project, ProjectError> find_project(const std::string& directory);

/// The words of `fail-on` and --fail-on.

}  // namespace postern::check
