#include "check/input_list.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

namespace postern::check {
namespace {

namespace fs = std::filesystem;

// Ignore lists from the outermost directory to the innermost; the innermost speaks last.
struct Scope {
  fs::path directory;
  std::shared_ptr<const IgnoreList> list;
  std::shared_ptr<const Scope> outer;
};
using ScopePointer = std::shared_ptr<const Scope>;

bool is_manifest(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

ScopePointer with_ignore_file(const fs::path& directory, ScopePointer outer) {
  std::ifstream file(directory / kIgnoreFile);
  if (!file) {
    return outer;
  }
  auto list = std::make_shared<IgnoreList>();
  std::string line;
  while (std::getline(file, line)) {
    list->add_line(line);
  }
  return std::make_shared<Scope>(Scope{directory, std::move(list), std::move(outer)});
}

bool is_ignored(const ScopePointer& innermost, const fs::path& path, IgnoreList::Kind kind) {
  for (const Scope* scope = innermost.get(); scope != nullptr; scope = scope->outer.get()) {
    const std::string relative = path.lexically_relative(scope->directory).string();
    if (relative.starts_with("..")) {
      continue;  // a list says nothing of what is outside its directory
    }
    const IgnoreList::Opinion opinion = scope->list->opinion(relative, kind);
    if (opinion != IgnoreList::Opinion::kNone) {
      return opinion == IgnoreList::Opinion::kIgnored;
    }
  }
  return false;
}

fs::path whole_path(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error).lexically_normal();
  // "a/." is the directory a, and "a/" is, too.
  return whole.has_filename() ? whole : whole.parent_path();
}

// A repository's own files, and what Kubernetes' volumes link to (..data) a second time.
bool is_internal(const fs::path& name) { return name == ".git" || name.string().starts_with(".."); }

class Walk {
 public:
  Walk(InputList& list, ScopePointer base) : list_(list), base_(std::move(base)) {}

  void walk(const fs::path& directory) {
    const std::size_t first = list_.inputs.size();
    const std::size_t refused = list_.unreadable.size();
    pending_.push_back({directory, whole_path(directory), scopes_above(whole_path(directory))});
    while (!pending_.empty()) {
      Pending next = std::move(pending_.back());
      pending_.pop_back();
      visit(next);
    }
    std::ranges::sort(list_.inputs.begin() + static_cast<std::ptrdiff_t>(first), list_.inputs.end(),
                      {}, &Input::name);
    if (list_.inputs.size() == first && list_.unreadable.size() == refused) {
      list_.empty.push_back(directory.string());
    }
  }

 private:
  struct Pending {
    fs::path shown;
    fs::path absolute;
    ScopePointer scope;
  };

  // The ignore files of the directories between the working directory and `directory`.
  [[nodiscard]] ScopePointer scopes_above(const fs::path& directory) const {
    const fs::path working = whole_path(".");
    const fs::path relative = directory.lexically_relative(working);
    ScopePointer scope = base_;
    if (relative.empty() || *relative.begin() == ".." || relative == ".") {
      return scope;
    }
    fs::path at = working;
    for (const fs::path& part : relative) {
      scope = with_ignore_file(at, scope);
      at /= part;
    }
    return scope;
  }

  void visit(const Pending& directory) {
    const ScopePointer scope = with_ignore_file(directory.absolute, directory.scope);
    std::error_code error;
    fs::directory_iterator entry(directory.shown, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      take(*entry, directory, scope);
    }
    if (error) {
      const bool forbidden = error == std::errc::permission_denied;
      list_.unreadable.push_back(
          {directory.shown.lexically_normal().string(),
           {forbidden ? Literal("there is no permission to read the directory")
                      : Literal("the directory cannot be read")}});
    }
  }

  void take(const fs::directory_entry& entry, const Pending& directory, const ScopePointer& scope) {
    const fs::path name = entry.path().filename();
    const fs::path whole = directory.absolute / name;
    std::error_code ignored;
    if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
      if (!is_internal(name) && !is_ignored(scope, whole, IgnoreList::Kind::kDirectory)) {
        pending_.push_back({entry.path(), whole, scope});
      }
      return;
    }
    // A link that leads nowhere is no manifest; one that cannot be opened is told later.
    if (is_manifest(name) && entry.is_regular_file(ignored) &&
        !is_ignored(scope, whole, IgnoreList::Kind::kFile)) {
      list_.inputs.push_back({.name = entry.path().lexically_normal().string()});
    }
  }

  InputList& list_;
  ScopePointer base_;
  std::vector<Pending> pending_;
};

}  // namespace

InputList list_inputs(const std::vector<std::string>& arguments, const IgnoreList& ignored,
                      const std::string& ignored_under) {
  InputList list;
  Walk walk(list, std::make_shared<Scope>(Scope{whole_path(ignored_under),
                                                std::make_shared<IgnoreList>(ignored), nullptr}));
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (argument == "-") {
      list.inputs.push_back({.name = "<stdin>", .standard_input = true});
    } else if (fs::is_directory(argument, error)) {
      walk.walk(argument);
    } else {
      list.inputs.push_back({.name = argument});
    }
  }
  return list;
}

}  // namespace postern::check
