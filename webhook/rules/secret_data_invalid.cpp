#include "rules/catalog_entries.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::SecretView& secret, const kube::Meta&, const Context&, Reporter& report) {
  for (const kube::Entry& entry : secret.entries) {
    if (!entry.value) {
      report.at(entry.path(), "the value is not base64");
    }
  }
}

}  // namespace

constexpr Rule secret_data_invalid{
    .id = "secret-data-invalid",
    .title = "Secret value that is not base64",
    .why =
        "The API server refuses such a Secret; in a pipeline the mistake shows only at deploy "
        "time, and no rule can look into the value.",
    .hint = "Encode the value with base64, or write it as plain text under stringData.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
data:
  password: not-base64!
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
data:
  password: Wms4djJtUXA=
)",
    .action = Action::kDeny,
    .on_secret = check,
};

}  // namespace postern::rules
