#include "serve/decision_log.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "rules/rule.h"
#include "serve/log_line.h"

namespace postern::serve {
namespace {

using nlohmann::ordered_json;
using Words = std::vector<std::string_view>;

// Of a request with more findings, the log names the first.
constexpr std::size_t kMaximumFindings = 100;
// Expired exceptions that are remembered as told; beyond, one may be told twice.
constexpr std::size_t kMaximumTold = 10'000;

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

void add_once(Words& list, std::string_view text) {
  if (std::ranges::find(list, text) == list.end()) {
    list.push_back(text);
  }
}

// Every rule that fired, each once, in the order of the verdict's lists.
Words rules_of(const engine::Verdict& verdict) {
  Words ids;
  for (const auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
    for (const rules::Finding& finding : *list) {
      add_once(ids, finding.rule->id.view());
    }
  }
  for (const engine::Excepted& excepted : verdict.excepted) {
    add_once(ids, excepted.finding.rule->id.view());
  }
  return ids;
}

Words exceptions_of(const engine::Verdict& verdict) {
  Words names;
  for (const engine::Excepted& excepted : verdict.excepted) {
    add_once(names, excepted.exception);
  }
  return names;
}

ordered_json finding_of(const rules::Finding& finding, std::string_view action) {
  return {{"rule", finding.rule->id.view()},
          {"action", action},
          {"path", Name(finding.path.str()).view()},
          {"message", finding.message.view()},
          {"fingerprint", finding.fingerprint.str()}};
}

ordered_json findings_of(const engine::Verdict& verdict) {
  ordered_json out = ordered_json::array();
  for (const auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
    for (const rules::Finding& finding : *list) {
      if (out.size() < kMaximumFindings) {
        out.push_back(finding_of(finding, to_text(finding.action).view()));
      }
    }
  }
  for (const engine::Excepted& excepted : verdict.excepted) {
    if (out.size() < kMaximumFindings) {
      out.push_back(finding_of(excepted.finding, "excepted"));
    }
  }
  return out;
}

template <typename List>
void add_unless_empty(LogLine& line, std::string_view key, const List& list) {
  if (!list.empty()) {
    line.add(key, list);
  }
}

Words would_deny(const engine::Verdict& verdict) {
  Words ids;
  if (verdict.mode != policy::Mode::kEnforce) {
    for (const rules::Rule* rule : verdict.refusing) {
      ids.push_back(rule->id.view());
    }
  }
  return ids;
}

LogLine line_of(const Decision& decision, LogFormat format, std::string_view level) {
  const Review& review = decision.review;
  const engine::Verdict& verdict = decision.verdict;
  LogLine line(format, timestamp(std::chrono::system_clock::now()), level, "decision");
  line.add("uid", Name(review.uid).view());
  line.add("kind", Name(review.type.kind).view());
  line.add("namespace", Name(review.name_space).view());
  line.add("name", Name(review.name).view());
  line.add("operation", text_of(review.operation));
  line.add("dryRun", review.dry_run);
  line.add("user", Name(review.user).view());
  line.add("allowed", verdict.allowed);
  line.add("mode", to_text(verdict.mode).view());
  line.add("policy", std::string_view(verdict.policy.str()));
  line.add("rules", rules_of(verdict));
  add_unless_empty(line, "wouldDeny", would_deny(verdict));
  add_unless_empty(line, "exceptions", exceptions_of(verdict));
  add_unless_empty(line, "expired", Words(verdict.expired.begin(), verdict.expired.end()));
  line.add("latency_us", decision.latency.count());
  return line;
}

}  // namespace

bool DecisionLog::left_out(const engine::Verdict& verdict) {
  if (!verdict.clean() || options_.sample == 1) {
    return false;
  }
  return options_.sample == 0 || clean_.fetch_add(1) % options_.sample != 0;
}

void DecisionLog::note_expired(const engine::Verdict& verdict) {
  const OperationLog log(logger_, options_.format);
  for (const std::string& name : verdict.expired) {
    bool news = false;
    {
      const std::lock_guard lock(mutex_);
      news = told_.size() < kMaximumTold && told_.insert(name).second;
    }
    if (news) {
      log.warn(say("the exception {} has expired and was not applied", Name(name)));
    }
  }
}

void DecisionLog::observe(const Decision& decision) {
  const engine::Verdict& verdict = decision.verdict;
  note_expired(verdict);
  const auto level = verdict.clean() ? spdlog::level::info : spdlog::level::warn;
  if (!logger_->should_log(level) || left_out(verdict)) {
    return;
  }
  const auto name = spdlog::level::to_string_view(level);
  LogLine line = line_of(decision, options_.format, std::string_view(name.data(), name.size()));
  if (logger_->should_log(spdlog::level::trace)) {
    add_unless_empty(line, "findings", findings_of(verdict));
  }
  logger_->log(level, line.finish());
}

}  // namespace postern::serve
