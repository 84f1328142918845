#include "policy_command/case_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "kube/load_yaml.h"
#include "policy/load_policy.h"
#include "policy_command/run_case.h"

namespace postern::policy_command {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaximumFile = 16U << 20U;

bool holds_cases(const fs::path& path) {
  constexpr std::array<std::string_view, 3> kExtensions{".yaml", ".yml", ".json"};
  return std::ranges::find(kExtensions, path.extension().string()) != kExtensions.end();
}

// Symbolic links to directories are not followed: they may form a loop.
std::vector<fs::path> files_of(const fs::path& place, std::error_code& error) {
  std::vector<fs::path> files;
  if (!fs::is_directory(place, error)) {
    return error ? files : std::vector{place};
  }
  for (fs::recursive_directory_iterator at(place, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored) && holds_cases(at->path())) {
      files.push_back(at->path());
    }
  }
  std::ranges::sort(files);
  return files;
}

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) > kMaximumFile) {
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return file ? std::optional(std::move(text).str()) : std::nullopt;
}

bool is_policy(const kube::Json& root) {
  std::string_view kind;
  return root["kind"].get(kind) == simdjson::SUCCESS && kind == "Policy";
}

class Runner {
 public:
  Runner(const policy::Policy& policy, const policy::KnownRules& rules, Instant now)
      : policy_(policy), rules_(rules), now_(now) {}

  void run_file(const fs::path& path) {
    const std::optional<std::string> text = read_file(path);
    if (!text) {
      results_.faults.push_back(path.string() + ": the file cannot be read");
      return;
    }
    const kube::YamlStream stream = kube::load_yaml(*text);
    for (const kube::YamlDocument& document : stream.documents) {
      if (!document.document) {
        const kube::LoadError& error = document.document.error();
        fault(path, error.position, error.message);
      } else if (!is_policy(document.document->root())) {
        const kube::Origin& origin = document.source.origin;
        run(path, {origin.first_line, origin.first_column}, document.document->root());
      }
    }
  }

  Results take() { return std::move(results_); }

 private:
  void fault(const fs::path& path, kube::Position position, const Sentence& reason) {
    results_.faults.push_back(
        fmt::format("{}:{}:{}: {}", path.string(), position.line, position.column, reason.view()));
  }

  void run(const fs::path& path, kube::Position position, const kube::Json& root) {
    const Result<Case> test = read_case(root);
    if (!test) {
      fault(path, position, test.error().message);
      return;
    }
    const policy::Policy* policy = policy_of(path, *test);
    if (policy == nullptr) {
      fault(path, position, Literal("the case's policy cannot be used"));
      return;
    }
    const std::string name =
        test->name.empty() ? fmt::format("line {}", position.line) : std::string(test->name);
    results_.outcomes.push_back({.file = path.string(),
                                 .line = position.line,
                                 .name = name,
                                 .differences = run_case(*test, *policy, now_)});
  }

  // Loaded once each; what is wrong with one is told once.
  const policy::Policy* policy_of(const fs::path& path, const Case& test) {
    if (test.policy.empty()) {
      return &policy_;
    }
    const std::string file = (path.parent_path() / fs::path(test.policy)).lexically_normal();
    const auto known = loaded_.find(file);
    if (known != loaded_.end()) {
      return known->second ? &*known->second : nullptr;
    }
    policy::LoadedPolicy loaded = policy::load_policy_file(file, rules_, now_);
    for (const policy::Problem& problem : loaded.problems) {
      if (problem.gravity == policy::Gravity::kError) {
        results_.faults.push_back(line_of(problem, file));
      }
    }
    const auto& kept = loaded_.emplace(file, std::move(loaded.policy)).first->second;
    return kept ? &*kept : nullptr;
  }

  const policy::Policy& policy_;
  const policy::KnownRules& rules_;
  Instant now_;
  std::map<std::string, std::optional<policy::Policy>> loaded_;
  Results results_;
};

}  // namespace

Results run_cases(const std::string& place, const policy::Policy& policy,
                  const policy::KnownRules& rules, Instant now) {
  std::error_code error;
  Runner runner(policy, rules, now);
  for (const fs::path& path : files_of(place, error)) {
    runner.run_file(path);
  }
  Results results = runner.take();
  if (error) {
    results.faults.push_back(place + ": the directory cannot be read");
  } else if (results.outcomes.empty() && results.faults.empty()) {
    results.faults.push_back(place + ": there is no case");
  }
  return results;
}

}  // namespace postern::policy_command
