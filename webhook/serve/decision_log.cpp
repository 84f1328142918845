#include "serve/decision_log.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "rules/rule.h"

namespace postern::serve {
namespace {

using nlohmann::ordered_json;

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

void add_once(ordered_json& list, std::string_view text) {
  if (std::ranges::find(list, text) == list.end()) {
    list.push_back(text);
  }
}

// Every rule that fired, each once, in the order of the verdict's lists.
ordered_json rules_of(const engine::Verdict& verdict) {
  ordered_json ids = ordered_json::array();
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

ordered_json exceptions_of(const engine::Verdict& verdict) {
  ordered_json names = ordered_json::array();
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

void add_unless_empty(ordered_json& line, const char* key, ordered_json list) {
  if (!list.empty()) {
    line[key] = std::move(list);
  }
}

ordered_json would_deny(const engine::Verdict& verdict) {
  ordered_json ids = ordered_json::array();
  if (verdict.mode != policy::Mode::kEnforce) {
    for (const rules::Rule* rule : verdict.refusing) {
      ids.push_back(rule->id.view());
    }
  }
  return ids;
}

ordered_json line_of(const Decision& decision, std::string_view level) {
  const Review& review = decision.review;
  const engine::Verdict& verdict = decision.verdict;
  ordered_json line = {{"ts", timestamp(std::chrono::system_clock::now())},
                       {"level", level},
                       {"msg", "decision"},
                       {"uid", Name(review.uid).view()},
                       {"kind", Name(review.type.kind).view()},
                       {"namespace", Name(review.name_space).view()},
                       {"name", Name(review.name).view()},
                       {"operation", text_of(review.operation)},
                       {"dryRun", review.dry_run},
                       {"user", Name(review.user).view()},
                       {"allowed", verdict.allowed},
                       {"mode", to_text(verdict.mode).view()},
                       {"policy", verdict.policy.str()},
                       {"rules", rules_of(verdict)}};
  add_unless_empty(line, "wouldDeny", would_deny(verdict));
  add_unless_empty(line, "exceptions", exceptions_of(verdict));
  add_unless_empty(line, "expired", verdict.expired);
  line["latency_us"] = decision.latency.count();
  return line;
}

// The same fields for people: time, level and message first, then key=value.
std::string as_text(const ordered_json& line) {
  std::string out;
  for (const auto& [key, value] : line.items()) {
    const bool heading = key == "ts" || key == "level" || key == "msg";
    out += out.empty() ? "" : " ";
    out += heading ? value.get<std::string>() : key + "=" + value.dump();
  }
  return out;
}

std::string rendered(const ordered_json& line, LogFormat format) {
  switch (format) {
    case LogFormat::kJson:
      return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    case LogFormat::kText:
      return as_text(line);
  }
  return {};
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
  ordered_json line = line_of(decision, std::string_view(name.data(), name.size()));
  if (logger_->should_log(spdlog::level::trace)) {
    add_unless_empty(line, "findings", findings_of(verdict));
  }
  logger_->log(level, rendered(line, options_.format));
}

}  // namespace postern::serve
