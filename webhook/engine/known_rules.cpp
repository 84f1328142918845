#include "engine/known_rules.h"

#include <algorithm>
#include <vector>

#include "engine/evaluate.h"
#include "engine/judge.h"
#include "engine/release.h"
#include "engine/unanswered.h"
#include "rules/catalog.h"

namespace postern::engine {

namespace {

std::vector<const rules::Rule*> every_rule() {
  std::vector<const rules::Rule*> all(rules::catalog().begin(), rules::catalog().end());
  for (const rules::Rule* rule : {&rule_failed, &object_unreadable, &release_undecodable,
                                  &release_too_large, &lookup_unanswered}) {
    all.push_back(rule);
  }
  return all;
}

}  // namespace

policy::KnownRules known_rules() {
  policy::KnownRules known;
  for (const rules::Rule* rule : every_rule()) {
    known.rules.push_back({.id = rule->id.view(), .action = rule->action});
  }
  return known;
}

const rules::Rule* find_rule(std::string_view id) {
  const std::vector<const rules::Rule*> all = every_rule();
  const auto found =
      std::ranges::find(all, id, [](const rules::Rule* rule) { return rule->id.view(); });
  return found == all.end() ? nullptr : *found;
}

}  // namespace postern::engine
