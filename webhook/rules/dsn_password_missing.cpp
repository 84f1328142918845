#include <algorithm>
#include <array>

#include "dsn/target.h"
#include "dsn/text.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

// Parameters that authenticate without a password, or take it from elsewhere.
constexpr std::array kOtherSigns = {dsn::Key::kPassfile,     dsn::Key::kSslcert,
                                    dsn::Key::kService,      dsn::Key::kScramClientKey,
                                    dsn::Key::kOauthIssuer,  dsn::Key::kKrbsrvname,
                                    dsn::Key::kGssdelegation};

// Cloud SQL and AlloyDB: service-account@project.iam; RDS and others by custom: iam in the name.
bool is_iam_user(const dsn::Dsn& dsn) {
  const Sealed<std::string>* user = dsn.value(dsn::Key::kUser);
  return user != nullptr && dsn::lowered(user->expose()).find("iam") != std::string::npos;
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  const bool sign = std::ranges::any_of(
      kOtherSigns, [&](dsn::Key key) { return found.dsn.value(key) != nullptr; });
  if (!is_judgeable(found.dsn) || found.dsn.has_password() || sign || is_iam_user(found.dsn) ||
      found.composition == kube::Composition::kEnvironment) {
    return;
  }
  if (dsn::target_of(found.dsn, context.policy.tls.targets) == dsn::Target::kExternal) {
    report.at(found.path, "the connection string has no password, and no sign of another login");
  }
}

}  // namespace

constexpr Rule dsn_password_missing{
    .id = "dsn-password-missing",
    .title = "Connection string without a password",
    .why =
        "An external server asks for a password, and the application finds none unless a variable "
        "or a file supplies it.",
    .hint =
        "Put the password into the string in a Secret, or name a passfile or a client certificate.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .action = Action::kOff,
    .on_connection_string = check,
    .needs_whole_string = true,
};

}  // namespace postern::rules
