#include "engine/judge.h"

#include "engine/evaluate.h"
#include "rules/reporter.h"

namespace postern::engine {
namespace {

std::vector<rules::Finding> findings_on(const kube::GroupKind& type, const kube::Json& root,
                                        const rules::Context& context) {
  const Result<kube::Object> object = kube::read_object(type, root);
  if (object) {
    return evaluate(*object, context);
  }
  std::vector<rules::Finding> findings;
  rules::Reporter report(findings);
  report.begin(object_unreadable);
  report.at({}, "the object cannot be judged: {}", object.error().message);
  return findings;
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
    .hint = "Give every field the type that the Kubernetes API declares.",
    .bad = "",
    .good = "",
    .action = Action::kDeny,
};

Verdict judge(const Change& change, const rules::Context& context, const Request& request) {
  Request known = request;
  known.terminating = request.terminating || is_terminating(change.before);
  if (known.terminating) {
    return decide({}, {}, context.policy, known);
  }
  std::vector<rules::Finding> findings = findings_on(change.type, change.object, context);
  // The old object matters only for what is wrong with the new one.
  const bool compare = change.before && !findings.empty();
  const std::vector<rules::Finding> before =
      compare ? findings_on(change.type, *change.before, context) : std::vector<rules::Finding>{};
  return decide(std::move(findings), before, context.policy, known);
}

}  // namespace postern::engine
