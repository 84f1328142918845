#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsn/draft.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

std::size_t count_elements(const std::string& list) {
  return static_cast<std::size_t>(std::ranges::count(list, ',')) + 1;
}

bool is_given(const std::string* value) { return value != nullptr && !value->empty(); }

void set_each(const std::string& list, std::vector<Host>& hosts,
              Sealed<std::string> Host::* member) {
  std::size_t index = 0;
  for_each_element(list, [&](std::string_view element) {
    if (index < hosts.size()) {
      hosts[index].*member = Sealed(std::string(element));
    }
    return ++index < hosts.size();
  });
}

void set_ports(Draft& draft, const std::string& ports) {
  std::vector<Host>& hosts = draft.dsn().hosts;
  const std::size_t count = count_elements(ports);
  if (count == 1) {
    for (Host& host : hosts) {
      host.port = Sealed(ports);
    }
    return;
  }
  set_each(ports, hosts, &Host::port);
  if (count != hosts.size()) {
    draft.fail_at_connect(
        Component::kPort,
        say("{} ports do not pair with {} hosts", Count(count), Count(hosts.size())),
        draft.range(Key::kPort));
  }
}

}  // namespace

// fe-connect.c, pqConnectOptions2: hostaddr decides how many hosts there are, then host, then one;
// one port serves every host, otherwise the counts must agree. A mismatch leaves the hosts filled
// as far as they go.
void resolve_hosts(Draft& draft) {
  const std::string* names = draft.value(Key::kHost);
  const std::string* addresses = draft.value(Key::kHostaddr);
  const std::string* ports = draft.value(Key::kPort);
  std::vector<Host>& hosts = draft.dsn().hosts;
  hosts.resize(is_given(addresses) ? count_elements(*addresses)
               : is_given(names)   ? count_elements(*names)
                                   : 1);
  if (is_given(addresses)) {
    set_each(*addresses, hosts, &Host::address);
  }
  if (is_given(names)) {
    set_each(*names, hosts, &Host::name);
    if (count_elements(*names) != hosts.size()) {
      draft.fail_at_connect(Component::kHostAddress,
                            say("{} host names do not pair with {} hostaddr values",
                                Count(count_elements(*names)), Count(hosts.size())),
                            draft.range(Key::kHostaddr));
    }
  }
  if (is_given(ports)) {
    set_ports(draft, *ports);
  }
  for (Host& host : hosts) {
    if (host.port.expose().empty()) {
      host.port = Sealed(std::string("5432"));  // DEF_PGPORT
    }
  }
}

void check_port_numbers(Draft& draft) {
  std::uint64_t number = 0;
  for (const Host& host : draft.dsn().hosts) {
    ++number;
    const std::optional<int> port = integer_from_text(host.port.expose());
    if (!port || *port < 1 || *port > 65535) {
      draft.fail(Component::kPort, say("port {} is not between 1 and 65535", Count(number)),
                 draft.range(Key::kPort));
    }
  }
}

}  // namespace postern::dsn
