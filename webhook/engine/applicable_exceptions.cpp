#include "engine/applicable_exceptions.h"

#include <algorithm>

namespace postern::engine {

ApplicableExceptions::ApplicableExceptions(const policy::Policy& policy, const Request& request)
    : policy_(policy),
      request_(request),
      circumstances_{.kind = request.kind,
                     .name_space = request.name_space,
                     .name = request.name,
                     .user = request.user,
                     .groups = request.groups} {
  for (const policy::Exception& exception : policy.exceptions) {
    if (exception.applies_to(circumstances_)) {
      candidates_.push_back(&exception);
    }
  }
}

std::string_view ApplicableExceptions::by_policy(std::string_view rule_id) {
  if (candidates_.empty()) {
    return {};
  }
  const auto known = by_rule_.find(rule_id);
  return known != by_rule_.end() ? known->second
                                 : by_rule_.emplace(rule_id, find_by_policy(rule_id)).first->second;
}

std::string_view ApplicableExceptions::find_by_policy(std::string_view rule_id) {
  std::vector<const policy::Exception*> in_vain;
  for (const policy::Exception* exception : candidates_) {
    if (!exception->covers(rule_id)) {
      continue;
    }
    if (!exception->expired(request_.now)) {
      return exception->name;
    }
    in_vain.push_back(exception);
  }
  for (const policy::Exception* exception : in_vain) {
    if (std::ranges::find(expired_, exception) == expired_.end()) {
      expired_.push_back(exception);
    }
  }
  return {};
}

bool ApplicableExceptions::annotation_names(std::string_view rule_id) const {
  if (!request_.exempt) {
    return false;
  }
  std::string_view list = request_.exempt->rules;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view entry = list.substr(0, comma);
    entry.remove_prefix(std::min(entry.find_first_not_of(" \t\r\n"), entry.size()));
    entry = entry.substr(0, entry.find_last_not_of(" \t\r\n") + 1);
    if (policy::glob_matches(entry, rule_id)) {
      return true;
    }
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return false;
}

std::string_view ApplicableExceptions::by_annotation(std::string_view rule_id) {
  if (!request_.exempt || !annotation_names(rule_id)) {
    return {};
  }
  const bool allowed = std::ranges::any_of(policy_.annotation_exemptions,
                                           [&](const policy::AnnotationExemption& exemption) {
                                             return exemption.allows(request_.name_space, rule_id);
                                           });
  annotation_not_allowed_ = annotation_not_allowed_ || !allowed;
  annotation_lacks_reason_ = annotation_lacks_reason_ || (allowed && !request_.exempt->has_reason);
  return allowed && request_.exempt->has_reason ? policy::kAnnotationException : std::string_view();
}

std::string_view ApplicableExceptions::by_break_glass() const {
  return policy_.break_glass.admits(circumstances_) ? policy::kBreakGlassException
                                                    : std::string_view();
}

std::vector<std::string> ApplicableExceptions::expired() const {
  std::vector<std::string> names;
  std::ranges::transform(expired_, std::back_inserter(names), &policy::Exception::name);
  return names;
}

std::vector<Sentence> ApplicableExceptions::notices() const {
  std::vector<Sentence> notices;
  if (annotation_not_allowed_) {
    notices.emplace_back(
        Literal("postern.dev/exempt has no effect here: the policy does not allow the annotation "
                "in this namespace for every rule that it names"));
  }
  if (annotation_lacks_reason_) {
    notices.emplace_back(
        Literal("postern.dev/exempt has no effect without a reason in postern.dev/exempt-reason"));
  }
  return notices;
}

}  // namespace postern::engine
