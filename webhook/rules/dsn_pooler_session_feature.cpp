#include <algorithm>

#include "dsn/options.h"
#include "dsn/provider.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  const bool pooled =
      is_judgeable(found.dsn) && std::ranges::any_of(found.dsn.hosts, [](const dsn::Host& host) {
        return dsn::pooling_of(host) == dsn::Pooling::kTransaction;
      });
  const Literal setting = pooled ? dsn::session_setting(found.dsn) : Literal();
  if (setting.empty()) {
    return;
  }
  report.at(found.path, "{} needs a session of its own, and {}'s pooler gives one per transaction",
            setting, dsn::provider_of(found.dsn)->name);
}

}  // namespace

constexpr Rule dsn_pooler_session_feature{
    .id = "dsn-pooler-session-feature",
    .title = "Session feature behind a transaction pooler",
    .why =
        "A pooler in transaction mode hands every transaction to another server connection: "
        "settings are lost or leak to others, and prepared statements are not found.",
    .hint = "Connect to the provider's direct or session port, or take the setting out.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://postgres.abc:Zk8v2mQp@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?sslmode=require&options=-c%20search_path%3Dapp
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://postgres.abc:Zk8v2mQp@aws-0-eu-central-1.pooler.supabase.com:5432/postgres?sslmode=require&options=-c%20search_path%3Dapp
)",
    .action = Action::kWarn,
    .on_connection_string = check,
};

}  // namespace postern::rules
