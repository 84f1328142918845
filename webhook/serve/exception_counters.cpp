#include "serve/exception_counters.h"

#include "policy/exceptions.h"

namespace postern::serve {

ExceptionCounters::ExceptionCounters(prometheus::Registry& registry)
    : used_(prometheus::BuildCounter()
                .Name("postern_exceptions_used_total")
                .Help("Findings that passed by an exception, by its name")
                .Register(registry)),
      expired_(prometheus::BuildCounter()
                   .Name("postern_exceptions_expired_total")
                   .Help("Requests to which an exception no longer applied, by its name")
                   .Register(registry)) {}

std::string ExceptionCounters::label_of(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (!names_.contains(name) && names_.size() >= kMostNames) {
    return std::string(policy::kOtherExceptions);
  }
  names_.insert(name);
  return name;
}

void ExceptionCounters::count(const engine::Verdict& verdict) {
  for (const engine::Excepted& excepted : verdict.excepted) {
    used_.Add({{"exception", label_of(excepted.exception)}}).Increment();
  }
  for (const std::string& name : verdict.expired) {
    expired_.Add({{"exception", label_of(name)}}).Increment();
  }
}

}  // namespace postern::serve
