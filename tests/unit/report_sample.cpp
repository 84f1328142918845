#include "report_sample.h"

#include <string_view>
#include <utility>

#include "rules/reporter.h"
#include "rules/rule.h"

namespace postern::test {
namespace {

using report::LocatedFinding;
using rules::Rule;

constexpr Rule kPlaintext{
    .id = "sample-plaintext",
    .title = "sslmode that permits plaintext",
    .why = "Whoever is on the path can read the password.",
    .hint = "Set sslmode=verify-full.",
    .bad = "kind: Secret\nstringData:\n  URL: postgres://<host>/?sslmode=prefer&a=\"b\"\n",
    .good = "kind: Secret\nstringData:\n  URL: postgres://<host>/?sslmode=verify-full\n",
    .action = Action::kDeny,
};
constexpr Rule kUnverified{
    .id = "sample-unverified",
    .title = "Server that is not verified",
    .why = "Encrypted is not authenticated.",
    .hint = "Name the CA.",
    .bad = "kind: Secret\n",
    .good = "kind: Secret\n",
    .action = Action::kWarn,
};
// Without examples, as what stands for an object that cannot be read.
constexpr Rule kUnreadable{
    .id = "sample-unreadable",
    .title = "Object that cannot be read",
    .why = "What could not be judged is not let through.",
    .hint = "Give every field its type.",
    .bad = "",
    .good = "",
    .action = Action::kOff,
};

constexpr std::string_view kHostileName =
    "x\n::error::y\r<script>alert(1)</script>\"'&%0A,:](http://localhost/)|`*_ \xe2\x80\xae\xff";

struct Where {
  std::string_view kind;
  std::string_view name_space;
  std::string_view name;
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
};

LocatedFinding found(const Rule& rule, const kube::FieldPath& path, std::string_view detail,
                     Where where) {
  std::vector<rules::Finding> findings;
  rules::Reporter reporter(findings);
  reporter.begin(rule);
  reporter.at(path, "sslmode={} lets the connection end in plaintext", Name(detail));
  return {.finding = std::move(findings.front()),
          .kind = Name(where.kind),
          .name_space = Name(where.name_space),
          .name = Name(where.name),
          .file = std::move(where.file),
          .line = where.line,
          .column = where.column};
}

}  // namespace

report::Run sample_run() {
  const kube::FieldPath url = kube::FieldPath().child("stringData").key("DATABASE_URL");
  const kube::FieldPath variable = kube::FieldPath()
                                       .child("spec")
                                       .child("template")
                                       .child("spec")
                                       .child("containers")
                                       .index(0, "web")
                                       .child("env")
                                       .index(2, "PGSSLMODE")
                                       .child("value");
  report::Run run{.files = {"deploy/orders.yaml", "./deploy/clean.yaml", "<stdin>"},
                  .objects = 9,
                  .skipped = 2,
                  .directory = "/src/shop"};
  run.findings.push_back(found(kPlaintext, url, "prefer",
                               {.kind = "Secret",
                                .name_space = "billing",
                                .name = "orders-db",
                                .file = "deploy/orders.yaml",
                                .line = 7,
                                .column = 17}));
  // The same object once more in the same file.
  run.findings.push_back(run.findings.back());
  run.findings.back().line = 27;
  run.findings.push_back(found(kUnverified, variable, "require",
                               {.kind = "Deployment",
                                .name_space = "billing",
                                .name = "web",
                                .file = "/src/shop/deploy/orders.yaml",
                                .line = 41,
                                .column = 22}));
  run.findings.back().finding.action = Action::kWarn;
  run.findings.push_back(
      found(kUnverified, variable, "require",
            {.kind = "Pod", .name = "probe", .file = "<stdin>", .line = 12, .column = 9}));
  run.findings.back().finding.action = Action::kAudit;
  run.findings.push_back(found(kPlaintext, url, "disable",
                               {.kind = "Secret",
                                .name_space = "billing",
                                .name = "legacy",
                                .file = "/elsewhere/legacy.yaml",
                                .line = 5,
                                .column = 3}));
  run.findings.back().exception = "legacy-billing";
  run.findings.push_back(found(kPlaintext, kube::FieldPath().child("data").key(kHostileName),
                               kHostileName,
                               {.kind = "Secret",
                                .name_space = kHostileName,
                                .name = kHostileName,
                                .file = "deploy/" + std::string(kHostileName),
                                .line = 1,
                                .column = 1}));
  run.findings.back().exception = "annotation";
  // As a front end that lists a cluster finds it: no file, nor a field.
  run.findings.push_back(found(kUnreadable, {}, "allow",
                               {.kind = "ConfigMap", .name_space = "shop", .name = "settings"}));
  run.faults.push_back({.file = "deploy/broken.yaml",
                        .line = 3,
                        .column = 1,
                        .reason = Literal("a quoted scalar is not closed")});
  run.faults.push_back(
      {.file = std::string(kHostileName), .reason = Literal("the file cannot be opened")});
  return run;
}

}  // namespace postern::test
