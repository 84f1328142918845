#include "policy/exceptions.h"

#include <algorithm>

namespace postern::policy {
namespace {

bool any_matches(const std::vector<Glob>& globs, std::string_view text) {
  return std::ranges::any_of(globs, [&](const Glob& glob) { return glob.matches(text); });
}

bool any_matches(const std::vector<Glob>& globs, std::span<const std::string_view> texts) {
  return std::ranges::any_of(texts,
                             [&](std::string_view text) { return any_matches(globs, text); });
}

}  // namespace

bool ObjectPattern::matches(const Circumstances& what) const {
  return kind.matches(what.kind) && name_space.matches(what.name_space) && name.matches(what.name);
}

bool Exception::covers(std::string_view rule_id) const { return any_matches(rules, rule_id); }

bool Exception::applies_to(const Circumstances& what) const {
  const bool anybody = users.empty() && groups.empty();
  if (!anybody && !any_matches(users, what.user) && !any_matches(groups, what.groups)) {
    return false;
  }
  return objects.empty() || std::ranges::any_of(objects, [&](const ObjectPattern& pattern) {
           return pattern.matches(what);
         });
}

bool AnnotationExemption::allows(std::string_view name_space, std::string_view rule_id) const {
  return any_matches(namespaces, name_space) && any_matches(rules, rule_id);
}

bool BreakGlass::admits(const Circumstances& what) const {
  return !groups.empty() && any_matches(groups, what.groups);
}

}  // namespace postern::policy
