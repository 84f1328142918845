#include "dsn/address.h"
#include "dsn/provider.h"
#include "dsn/target.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

struct Obstacle {
  Literal why;  // a clause
  Literal hint;
};

// The name that the certificate would have to carry is the host, whatever hostaddr says.
Obstacle obstacle_at(const dsn::Host& host, const Context& context) {
  const std::string& name = host.name.expose().empty() ? host.address.expose() : host.name.expose();
  const dsn::Provider* provider = dsn::provider_of(name);
  if (provider != nullptr && provider->verification == dsn::Verification::kByProxy) {
    return {"the Auth Proxy does the TLS and shows no certificate", provider->certificate};
  }
  if (dsn::is_socket_path(name)) {
    return {};
  }
  if (dsn::target_of(name, context.policy.tls.targets) == dsn::Target::kLoopback) {
    return {"a proxy on loopback does the TLS and shows no certificate",
            "Leave TLS to the proxy: set sslmode=disable."};
  }
  if (provider != nullptr && provider->verification == dsn::Verification::kCaOnly) {
    return {"the provider's certificate does not name the host", provider->certificate};
  }
  if (dsn::is_numeric_address(name)) {
    return {
        "the host is an IP address, which a certificate rarely names",
        "Use the host name of the certificate, with hostaddr for the address, or verify-ca with "
        "the provider's CA (Cloud SQL, AlloyDB)."};
  }
  return {};
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  if (!is_judgeable(found.dsn) || found.dsn.tls.protection != dsn::Protection::kVerifiedFull) {
    return;
  }
  for (const dsn::Host& host : found.dsn.hosts) {
    const Obstacle obstacle = obstacle_at(host, context);
    if (!obstacle.why.empty()) {
      report.at(found.path, "verify-full cannot succeed: {}", obstacle.why).hint = obstacle.hint;
      return;
    }
  }
}

}  // namespace

constexpr Rule dsn_verify_impossible{
    .id = "dsn-verify-impossible",
    .title = "verify-full where it cannot succeed",
    .why =
        "verify-full compares the host with the names in the certificate; where none can match, "
        "the application does not connect, and somebody turns verification off altogether.",
    .hint = "Use the host name that the certificate carries, or verify-ca where it carries none.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@203.0.113.7/orders?sslmode=verify-full&sslrootcert=/etc/pg/server-ca.pem
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@203.0.113.7/orders?sslmode=verify-ca&sslrootcert=/etc/pg/server-ca.pem
)",
    .action = Action::kWarn,
    .on_connection_string = check,
};

}  // namespace postern::rules
