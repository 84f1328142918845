#include "dsn/target.h"
#include "explain_dsn/probe.h"

namespace postern::explain_dsn {
namespace {

Endpoint endpoint_of(const dsn::Host& host, bool direct) {
  const std::string& address = host.address.expose();
  const bool socket = dsn::target_of(host, {}) == dsn::Target::kSocket;
  return {.name = host.name.expose(),
          .address = address.empty() ? host.name.expose() : address,
          .port = host.port.expose(),
          .socket = socket,
          .direct = direct};
}

}  // namespace

Result<std::vector<Endpoint>> endpoints_of(const dsn::Dsn& dsn) {
  if (dsn.fault) {
    return failure("nothing was sent, the string is refused: {}", dsn.fault->reason);
  }
  if (dsn.spilled_password) {
    return failure(
        "nothing was sent: a part of the password seems to stand in the host or behind it");
  }
  const Sealed<std::string>* negotiation = dsn.value(dsn::Key::kSslnegotiation);
  const bool direct = negotiation != nullptr && negotiation->expose() == "direct";
  std::vector<Endpoint> endpoints;
  endpoints.reserve(dsn.hosts.size());
  for (const dsn::Host& host : dsn.hosts) {
    endpoints.push_back(endpoint_of(host, direct));
  }
  return endpoints;
}

}  // namespace postern::explain_dsn
