#include "explain_dsn/findings.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "engine/evaluate.h"
#include "kube/connection_string.h"
#include "rules/catalog.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::explain_dsn {
namespace {

void run(const rules::Rule& rule, const kube::ConnectionString& string,
         const rules::Context& context, rules::Reporter& report) {
  report.begin(rule);
  try {
    rule.on_connection_string(string, context, report);
  } catch (const std::exception&) {
    // The text of an exception may quote the value that caused it: only the rule is named.
    report.begin(engine::rule_failed);
    report.at({}, "the rule {} failed on this string", rule.id);
  }
}

}  // namespace

Judge::Judge(policy::Policy policy, Instant now) : policy_(std::move(policy)), now_(now) {
  std::ranges::copy_if(rules::catalog(), std::back_inserter(rules_), [](const rules::Rule* rule) {
    return rule->on_connection_string != nullptr;
  });
}

std::vector<rules::Finding> Judge::findings(std::string_view text, dsn::Dsn dsn) const {
  kube::ConnectionString string{
      .place = kube::Place::kSecret, .value = Sealed(text), .dsn = std::move(dsn)};
  string.literal_password = string.dsn.has_password();
  const rules::Context context{.world = world_, .policy = policy_, .now = now_};
  std::vector<rules::Finding> findings;
  rules::Reporter report(findings);
  for (const rules::Rule* rule : rules_) {
    run(*rule, string, context, report);
  }
  for (rules::Finding& finding : findings) {
    finding.action = policy_.action_for(finding.rule->id.view(), finding.action);
  }
  std::erase_if(findings,
                [](const rules::Finding& finding) { return finding.action == Action::kOff; });
  return findings;
}

}  // namespace postern::explain_dsn
