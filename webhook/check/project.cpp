#include "check/project.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "kube/json.h"
#include "kube/load_yaml.h"
#include "kube/locate.h"
#include "report/choices.h"

namespace postern::check {
namespace {

namespace fs = std::filesystem;

constexpr kube::Limits kLimits{.bytes = 1U << 20U, .depth = 8, .nodes = 1U << 14U};

class ProjectReader {
 public:
  explicit ProjectReader(fs::path directory) : directory_(std::move(directory)) {
    project_.directory = directory_.string();
  }

  // Nothing, or what is wrong with the entry.
  std::optional<Sentence> take(std::string_view key, const kube::Json& value) {
    if (key == "config") {
      std::optional<std::string> path;
      auto refused = take_text(value, path);
      if (path) {
        project_.config = (directory_ / *path).lexically_normal().string();
      }
      return refused;
    }
    if (key == "namespace") {
      return take_text(value, project_.name_space);
    }
    if (key == "fail-on") {
      return take_fail_on(value);
    }
    if (key == "format") {
      auto refused = take_text(value, project_.format);
      const bool known = !project_.format || report::format_from_text(*project_.format);
      return known ? refused
                   : std::optional<Sentence>(Literal("is not one of the formats of --format"));
    }
    if (key == "complete") {
      return take_complete(value);
    }
    if (key == "ignore") {
      return take_ignore(value);
    }
    return Literal(
        "is not known; the keys are config, namespace, fail-on, format, complete, "
        "ignore");
  }

  [[nodiscard]] Project finish() { return std::move(project_); }

 private:
  static std::optional<Sentence> take_text(const kube::Json& value,
                                           std::optional<std::string>& into) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS || text.empty()) {
      return Literal("is not text");
    }
    into = std::string(text);
    return std::nullopt;
  }

  std::optional<Sentence> take_fail_on(const kube::Json& value) {
    std::string_view word;
    const bool text = value.get(word) == simdjson::SUCCESS;
    if (!text || (word != report::kFailOnDeny && word != report::kFailOnWarn &&
                  word != report::kFailOnNever)) {
      return Literal("is not one of deny, warn, never");
    }
    project_.fail_on = std::string(word);
    return std::nullopt;
  }

  std::optional<Sentence> take_complete(const kube::Json& value) {
    bool complete = false;
    if (value.get(complete) != simdjson::SUCCESS) {
      return Literal("is not true or false");
    }
    project_.complete = complete;
    return std::nullopt;
  }

  std::optional<Sentence> take_ignore(const kube::Json& value) {
    kube::JsonArray list;
    if (value.get(list) != simdjson::SUCCESS) {
      return Literal("is not a list of patterns");
    }
    for (const kube::Json element : list) {
      std::string_view pattern;
      if (element.get(pattern) != simdjson::SUCCESS) {
        return Literal("is not a list of patterns; quote one that begins with * or !");
      }
      project_.ignore.add_line(pattern);
    }
    return std::nullopt;
  }

  fs::path directory_;
  Project project_;
};

tl::expected<Project, ProjectError> read_project(const fs::path& file) {
  const auto refused = [&file](const Sentence& reason, kube::Position at) {
    return tl::unexpected(ProjectError{{reason}, file.string(), at});
  };
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLimits.bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || !stream.is_open()) {
    return refused(Literal("the file cannot be read"), {});
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  const kube::YamlStream documents = kube::load_yaml(text, kLimits);
  ProjectReader reader(file.parent_path());
  for (const kube::YamlDocument& document : documents.documents) {
    if (!document.document) {
      return refused(document.document.error().message, document.document.error().position);
    }
    kube::JsonObject root;
    if (document.document->root().get(root) != simdjson::SUCCESS) {
      return refused(Literal("it is not a map of keys and values"), {1, 1});
    }
    for (const auto& [key, value] : root) {
      if (const std::optional<Sentence> wrong = reader.take(key, value)) {
        const kube::FieldPath path = kube::FieldPath().child(key);
        return refused(say("{} {}", Name(key), *wrong),
                       kube::locate(text, document.source, path.steps(), kLimits)
                           .value_or(kube::Position{1, 1}));
      }
    }
  }
  return reader.finish();
}

}  // namespace

tl::expected<Project, ProjectError> find_project(const std::string& directory) {
  fs::path at = fs::path(directory).lexically_normal();
  for (;;) {
    std::error_code error;
    if (const fs::path file = at / kProjectFile; fs::exists(file, error)) {
      return read_project(file);
    }
    const bool top = fs::exists(at / ".git", error) || at == at.parent_path();
    if (top) {
      return Project{};
    }
    at = at.parent_path();
  }
}

}  // namespace postern::check
