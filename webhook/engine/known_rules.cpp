#include "engine/known_rules.h"

#include "engine/evaluate.h"
#include "engine/judge.h"
#include "engine/release.h"
#include "rules/catalog.h"

namespace postern::engine {

policy::KnownRules known_rules() {
  policy::KnownRules known;
  for (const rules::Rule* rule : rules::catalog()) {
    known.rules.push_back({.id = rule->id.view(), .action = rule->action});
  }
  for (const rules::Rule* rule :
       {&rule_failed, &object_unreadable, &release_undecodable, &release_too_large}) {
    known.rules.push_back({.id = rule->id.view(), .action = rule->action});
  }
  return known;
}

}  // namespace postern::engine
