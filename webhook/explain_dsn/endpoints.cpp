#include <string_view>

#include "dsn/target.h"
#include "explain_dsn/probe.h"

namespace postern::explain_dsn {
namespace {

bool begins(const dsn::Dsn& dsn, dsn::Key key, std::string_view wanted, bool otherwise) {
  const Sealed<std::string>* value = dsn.value(key);
  return value == nullptr ? otherwise : value->expose().starts_with(wanted);
}

Endpoint endpoint_of(const dsn::Host& host, const dsn::Dsn& dsn) {
  const std::string& address = host.address.expose();
  const bool socket = dsn::target_of(host, {}) == dsn::Target::kSocket;
  return {.name = host.name.expose(),
          .address = address.empty() ? host.name.expose() : address,
          .port = host.port.expose(),
          .socket = socket,
          .direct = begins(dsn, dsn::Key::kSslnegotiation, "direct", false),
          // fe-secure-openssl.c, initialize_SSL: by the first character.
          .names_itself = begins(dsn, dsn::Key::kSslsni, "1", true)};
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
  std::vector<Endpoint> endpoints;
  endpoints.reserve(dsn.hosts.size());
  for (const dsn::Host& host : dsn.hosts) {
    endpoints.push_back(endpoint_of(host, dsn));
  }
  return endpoints;
}

}  // namespace postern::explain_dsn
