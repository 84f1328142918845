// The exceptions that one request may use: looked for once per request and rule.
// Guarantees that an expired exception never applies, and that the first of the policy wins.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decide.h"
#include "policy/exceptions.h"

namespace postern::engine {

class ApplicableExceptions {
 public:
  ApplicableExceptions(const policy::Policy& policy, const Request& request);

  /// The exception by which the rule's findings pass, or "".
  [[nodiscard]] std::string_view by_policy(std::string_view rule_id);
  /// As above, by the object's annotation; whether it names the rule in vain is noted.
  [[nodiscard]] std::string_view by_annotation(std::string_view rule_id);
  /// As above, by a group of the user; asked only for what would be refused.
  [[nodiscard]] std::string_view by_break_glass() const;

  /// Names of expired exceptions that were looked for in vain.
  [[nodiscard]] std::vector<std::string> expired() const;
  /// What to tell the sender about an annotation without effect.
  [[nodiscard]] std::vector<Sentence> notices() const;

 private:
  [[nodiscard]] std::string_view find_by_policy(std::string_view rule_id);
  [[nodiscard]] bool annotation_names(std::string_view rule_id) const;

  const policy::Policy& policy_;
  const Request& request_;
  policy::Circumstances circumstances_;
  std::vector<const policy::Exception*> candidates_;
  std::map<std::string_view, std::string_view> by_rule_;
  std::vector<const policy::Exception*> expired_;
  bool annotation_lacks_reason_ = false;
  bool annotation_not_allowed_ = false;
};

}  // namespace postern::engine
