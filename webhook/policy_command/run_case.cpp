#include "policy_command/run_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/utf8.h"
#include "engine/judge.h"
#include "rules/rule.h"

namespace postern::policy_command {
namespace {

// An id, and what else is worth saying about it.
using Actual = std::map<std::string, std::string, std::less<>>;

Actual fired_rules(const engine::Verdict& verdict) {
  Actual rules;
  for (const auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
    for (const rules::Finding& finding : *list) {
      rules.emplace(finding.rule->id.view(),
                    fmt::format("{}: {}: {}", to_text(finding.action).view(), finding.path.str(),
                                finding.message.view()));
    }
  }
  return rules;
}

Actual used_exceptions(const engine::Verdict& verdict) {
  Actual names;
  for (const engine::Excepted& excepted : verdict.excepted) {
    names.emplace(excepted.exception, excepted.finding.rule->id.view());
  }
  return names;
}

void compare(std::string_view key, const std::optional<std::vector<std::string_view>>& expected,
             const Actual& actual, std::vector<std::string>& differences) {
  if (!expected) {
    return;
  }
  const std::set<std::string_view> wanted(expected->begin(), expected->end());
  for (const std::string_view entry : wanted) {
    if (!actual.contains(entry)) {
      differences.push_back(
          fmt::format("{}: - {} (expected, is not there)", key, printable(entry, 253)));
    }
  }
  for (const auto& [entry, detail] : actual) {
    if (!wanted.contains(entry)) {
      differences.push_back(fmt::format("{}: + {} (not expected): {}", key, entry, detail));
    }
  }
}

std::string_view text_of(const kube::Json& object, std::string_view field) {
  kube::JsonObject root;
  if (object.get(root) != simdjson::SUCCESS) {
    return {};
  }
  return kube::Reader().text(root, field);
}

// The request's type, as the API server would name it.
kube::GroupKind type_of(const kube::Json& object) {
  const std::string_view version = text_of(object, "apiVersion");
  const std::size_t slash = version.find('/');
  return {.group = slash == std::string_view::npos ? "" : version.substr(0, slash),
          .kind = text_of(object, "kind")};
}

std::string_view namespace_of(const kube::Json& object) {
  kube::JsonObject root;
  kube::Reader reader;
  return object.get(root) == simdjson::SUCCESS ? kube::read_meta(root, reader).name_space
                                               : std::string_view();
}

}  // namespace

std::vector<std::string> run_case(const Case& test, const policy::Policy& policy, Instant now) {
  const engine::Request request{
      .operation = test.old ? engine::Operation::kUpdate : engine::Operation::kCreate,
      .name_space = test.name_space.empty() ? namespace_of(test.object) : test.name_space,
      .user = test.user,
      .groups = test.groups};
  const kube::UnknownWorld world;
  const rules::Context context{.world = world, .policy = policy, .now = test.now ? *test.now : now};
  const engine::Verdict verdict =
      engine::judge({type_of(test.object), test.object, test.old}, context, request);
  std::vector<std::string> differences;
  if (test.expect.allowed && *test.expect.allowed != verdict.allowed) {
    differences.push_back(
        fmt::format("allowed: expected {}, got {}", *test.expect.allowed, verdict.allowed));
  }
  compare("rules", test.expect.rules, fired_rules(verdict), differences);
  compare("exceptions", test.expect.exceptions, used_exceptions(verdict), differences);
  return differences;
}

}  // namespace postern::policy_command
