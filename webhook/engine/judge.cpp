#include "engine/judge.h"

#include "engine/evaluate.h"
#include "engine/judge_release.h"
#include "engine/release.h"
#include "engine/request.h"
#include "rules/reporter.h"

namespace postern::engine {
namespace {

std::vector<rules::Finding> unreadable(const Error& error) {
  std::vector<rules::Finding> findings;
  rules::Reporter report(findings);
  report.begin(object_unreadable);
  report.at({}, "the object cannot be judged: {}", error.message);
  return findings;
}

// An old object that cannot be read excuses nothing.
std::optional<kube::Object> read_before(const kube::GroupKind& type,
                                        const std::optional<kube::Json>& before) {
  if (!before) {
    return std::nullopt;
  }
  Result<kube::Object> object = kube::read_object(type, *before);
  return object ? std::optional(*std::move(object)) : std::nullopt;
}

// A terminating object only loses its finalizers: whatever is wrong with it, let it go.
bool is_terminating(const std::optional<kube::Json>& before) {
  kube::JsonObject root;
  if (!before || before->get(root) != simdjson::SUCCESS) {
    return false;
  }
  kube::Reader reader;
  return kube::read_meta(root, reader).terminating;
}

}  // namespace

constexpr rules::Rule object_unreadable{
    .id = "object-unreadable",
    .title = "Object that cannot be read",
    .why = "What could not be judged is not let through.",
    .hint =
        "Give every field the type that the Kubernetes API declares, and split an object that has "
        "too many parts.",
    .bad = "",
    .good = "",
    .action = Action::kDeny,
};

Verdict judge(const kube::Object& object, const std::optional<kube::Json>& before,
              const rules::Context& context, const Request& request) {
  Request known = request;
  known.now = context.now;
  known.terminating = request.terminating || is_terminating(before);
  if (known.terminating) {
    return decide({}, {}, context.policy, known);
  }
  const std::optional<kube::Object> replaced = read_before(object.type, before);
  if (is_release(object)) {
    return judge_release(object, replaced ? &*replaced : nullptr, context, known);
  }
  rules::Context changing = context;
  changing.before = replaced ? &*replaced : nullptr;
  std::vector<rules::Finding> findings = evaluate(object, changing);
  // What was already wrong matters only when something is wrong now.
  const std::vector<rules::Finding> old =
      replaced && !findings.empty() ? evaluate(*replaced, context) : std::vector<rules::Finding>{};
  if (!findings.empty()) {
    complete_request(known, object.meta);
  }
  return decide(std::move(findings), old, context.policy, known);
}

Verdict judge(const Change& change, const rules::Context& context, const Request& request) {
  const Result<kube::Object> object = kube::read_object(change.type, change.object);
  if (object) {
    return judge(*object, change.before, context, request);
  }
  Request known = request;
  known.now = context.now;
  known.kind = request.kind.empty() ? change.type.kind : request.kind;
  known.terminating = request.terminating || is_terminating(change.before);
  return decide(unreadable(object.error()), {}, context.policy, known);
}

}  // namespace postern::engine
