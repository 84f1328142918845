// Takes the findings of one rule at a time.
// Guarantees that a message is made of compile-time text and speakable arguments only.
#pragma once

#include <vector>

#include "rules/finding.h"
#include "rules/rule.h"

namespace postern::rules {

class Reporter {
 public:
  explicit Reporter(std::vector<Finding>& findings) : findings_(findings) {}

  void begin(const Rule& rule) { rule_ = &rule; }

  /// Reports that the current rule fires at `path`. The format and its arguments are those of
  /// say(); the arguments are the details that tell one violation from another at the same path.
  /// The returned finding has the rule's own action and hint, which the caller may replace.
  template <Speakable... Args>
  Finding& at(const kube::FieldPath& path, SpeakableFormat<std::type_identity_t<Args>...> format,
              const Args&... args) {
    Fingerprint fingerprint = extended(extended({}, rule_->id.view()), path.identity());
    ((fingerprint = extended(fingerprint, spoken(args))), ...);
    findings_.push_back({.rule = rule_,
                         .path = path,
                         .message = say(format, args...),
                         .hint = rule_->hint,
                         .action = rule_->action,
                         .fingerprint = fingerprint});
    return findings_.back();
  }

 private:
  std::vector<Finding>& findings_;
  const Rule* rule_ = nullptr;
};

}  // namespace postern::rules
