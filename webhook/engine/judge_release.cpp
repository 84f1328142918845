#include "engine/judge_release.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/applicable_exceptions.h"
#include "engine/release.h"
#include "engine/request.h"
#include "engine/standing.h"

namespace postern::engine {
namespace {

using rules::Finding;

template <typename T>
void append_new(std::vector<T> more, std::vector<T>& list) {
  for (T& entry : more) {
    if (std::ranges::find(list, entry) == list.end()) {
      list.push_back(std::move(entry));
    }
  }
}

void merge(Verdict more, Verdict& verdict) {
  std::ranges::move(more.denials, std::back_inserter(verdict.denials));
  std::ranges::move(more.warnings, std::back_inserter(verdict.warnings));
  std::ranges::move(more.recorded, std::back_inserter(verdict.recorded));
  std::ranges::move(more.excepted, std::back_inserter(verdict.excepted));
  append_new(std::move(more.refusing), verdict.refusing);
  append_new(std::move(more.expired), verdict.expired);
  append_new(std::move(more.notices), verdict.notices);
}

Request request_for(const kube::Object& object, const Request& release) {
  Request request{.operation = release.operation,
                  .name_space = object.meta.name_space,
                  .user = release.user,
                  .groups = release.groups,
                  .now = release.now};
  complete_request(request, object.meta);
  return request;
}

class Decisions {
 public:
  Decisions(const policy::Policy& policy, const Request& release)
      : policy_(policy), release_(release), exceptions_(policy, release) {}

  /// Takes the findings out of `judged`, whose objects must stay.
  Verdict on(JudgedRelease& judged) {
    Verdict verdict = decide(std::move(judged.findings), {}, policy_, release_);
    for (ObjectFindings& object : judged.objects) {
      take_excepted(object.findings, verdict);
      merge(decide(std::move(object.findings), {}, policy_, request_for(*object.object, release_)),
            verdict);
    }
    verdict.allowed = verdict.denials.empty();
    return verdict;
  }

 private:
  // What an exception lets pass on the release's own record passes wherever in the release it is.
  void take_excepted(std::vector<Finding>& findings, Verdict& verdict) {
    std::erase_if(findings, [&](Finding& finding) {
      const std::string_view rule = finding.rule->id.view();
      const Action action = policy_.action_for(rule, finding.action);
      std::string_view exception = exceptions_.by_policy(rule);
      exception = exception.empty() ? exceptions_.by_annotation(rule) : exception;
      if (exception.empty() || action == Action::kOff) {
        return false;
      }
      finding.action = policy::in_mode(action, verdict.mode);
      verdict.excepted.push_back({std::move(finding), std::string(exception)});
      return true;
    });
  }

  const policy::Policy& policy_;
  const Request& release_;
  ApplicableExceptions exceptions_;
};

void soften(Verdict& verdict, const std::vector<Finding>& before) {
  StandingViolations standing(before);
  std::vector<Finding> findings = std::move(verdict.denials);
  std::ranges::move(verdict.warnings, std::back_inserter(findings));
  verdict.denials.clear();
  verdict.warnings.clear();
  verdict.refusing.clear();
  verdict.allowed = true;
  for (Finding& finding : findings) {
    const bool known = standing.include(finding);
    finding.action = known ? Action::kAudit : Action::kWarn;
    (known ? verdict.recorded : verdict.warnings).push_back(std::move(finding));
  }
}

}  // namespace

Verdict judge_release(const kube::Object& release, const kube::Object* before,
                      const rules::Context& context, const Request& request) {
  Request known = request;
  complete_request(known, release.meta);
  JudgedRelease judged = evaluate_release(release, context);
  const bool in_force = !judged.release || judged.release->is_in_force();
  // Controllers keep their records in one namespace and install into others: the policy of the
  // latter counts. A made-up namespace in a made-up record installs nothing anywhere.
  if (judged.release && !judged.release->name_space.empty()) {
    known.name_space = judged.release->name_space;
  }
  Verdict verdict = Decisions(context.policy, known).on(judged);
  const bool update = known.operation == Operation::kUpdate;
  if (!verdict.clean() && (update || !in_force)) {
    const bool compare = update && before != nullptr && is_release(*before);
    soften(verdict,
           compare ? all_findings(evaluate_release(*before, context)) : std::vector<Finding>{});
  }
  return verdict;
}

}  // namespace postern::engine
