#include "serve/decision_log.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "rules/rule.h"
#include "serve/logging.h"

namespace postern::serve {
namespace {

using nlohmann::ordered_json;

std::string_view text_of(engine::Operation operation) {
  switch (operation) {
    case engine::Operation::kCreate:
      return "CREATE";
    case engine::Operation::kUpdate:
      return "UPDATE";
    case engine::Operation::kDelete:
      return "DELETE";
    case engine::Operation::kConnect:
      return "CONNECT";
  }
  return "CREATE";
}

// Every rule that fired, each once, in the order of the verdict's lists.
ordered_json rules_of(const engine::Verdict& verdict) {
  ordered_json ids = ordered_json::array();
  for (const auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
    for (const rules::Finding& finding : *list) {
      const std::string_view id = finding.rule->id.view();
      if (std::ranges::find(ids, id) == ids.end()) {
        ids.push_back(id);
      }
    }
  }
  return ids;
}

ordered_json line_of(const Decision& decision, spdlog::level::level_enum level) {
  const Review& review = decision.review;
  const auto level_name = spdlog::level::to_string_view(level);
  return {{"ts", timestamp(std::chrono::system_clock::now())},
          {"level", std::string_view(level_name.data(), level_name.size())},
          {"msg", "decision"},
          {"uid", Name(review.uid).view()},
          {"kind", Name(review.type.kind).view()},
          {"namespace", Name(review.name_space).view()},
          {"name", Name(review.name).view()},
          {"operation", text_of(review.operation)},
          {"dryRun", review.dry_run},
          {"user", Name(review.user).view()},
          {"allowed", decision.verdict.allowed},
          {"mode", to_text(decision.verdict.mode).view()},
          {"rules", rules_of(decision.verdict)},
          {"latency_us", decision.latency.count()}};
}

}  // namespace

void DecisionLog::observe(const Decision& decision) {
  const engine::Verdict& verdict = decision.verdict;
  const bool clean =
      verdict.denials.empty() && verdict.warnings.empty() && verdict.recorded.empty();
  const auto level = clean ? spdlog::level::info : spdlog::level::warn;
  if (logger_->should_log(level)) {
    logger_->log(level, line_of(decision, level).dump());
  }
}

}  // namespace postern::serve
