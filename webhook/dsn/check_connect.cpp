#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsn/address.h"
#include "dsn/draft.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

/// sun_path holds 108 bytes with its NUL; libpq appends "/.s.PGSQL.<port>" (fe-connect.c,
/// PQconnectPoll; UNIXSOCK_PATH in pqcomm.h).
constexpr std::size_t kLongestSocketPath = 107;
constexpr std::size_t kSocketSuffix = std::string_view("/.s.PGSQL.").size();

struct Limits {
  Key key;
  int least;
  int greatest;
};

// Linux refuses values outside these ranges, libpq makes a negative one 0 first (fe-connect.c,
// setKeepalivesIdle and its siblings; tcp(7), MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL,
// MAX_TCP_KEEPCNT).
constexpr std::array<Limits, 3> kKeepaliveLimits{{
    {Key::kKeepalivesIdle, 1, 32767},
    {Key::kKeepalivesInterval, 1, 32767},
    {Key::kKeepalivesCount, 1, 127},
}};

Fault connect_fault(Component component, Sentence reason, ByteRange range) {
  return {.component = component, .reason = std::move(reason), .range = range, .at_connect = true};
}

Fault not_an_integer(const Draft& draft, Key key) {
  return connect_fault(Component::kParameter, say("{} is not an integer", keyword_of(key)),
                       draft.range(key));
}

/// What PQconnectPoll sets on every TCP socket before it dials; a bad value fails each TCP host.
std::optional<Fault> socket_option_fault(const Draft& draft) {
  const std::string* keepalives = draft.value(Key::kKeepalives);
  const std::optional<int> wanted = keepalives == nullptr ? 1 : integer_from_text(*keepalives);
  if (!wanted) {
    return not_an_integer(draft, Key::kKeepalives);
  }
  if (*wanted == 0) {
    return std::nullopt;  // the others, tcp_user_timeout included, are not even read
  }
  for (const Limits& limits : kKeepaliveLimits) {
    const std::string* text = draft.value(limits.key);
    if (text == nullptr) {
      continue;
    }
    const std::optional<int> value = integer_from_text(*text);
    if (!value) {
      return not_an_integer(draft, limits.key);
    }
    if (*value < limits.least || *value > limits.greatest) {
      return connect_fault(
          Component::kParameter,
          say("{} is outside the range that Linux accepts", keyword_of(limits.key)),
          draft.range(limits.key));
    }
  }
  const std::string* timeout = draft.value(Key::kTcpUserTimeout);
  return timeout != nullptr && !integer_from_text(*timeout)
             ? std::optional(not_an_integer(draft, Key::kTcpUserTimeout))
             : std::nullopt;
}

/// Walks the hosts as PQconnectPoll does. A host that fails before it is dialled is skipped, a
/// port that is no integer ends the attempt; the string is refused when no host is ever dialled.
class Dialler {
 public:
  explicit Dialler(Draft& draft) : draft_(draft) {}

  void walk() {
    const std::vector<Host>& hosts = draft_.dsn().hosts;
    for (std::size_t i = 0; i < hosts.size() && visit(hosts[i], Count(i + 1)); ++i) {
    }
    for (Fault& fault : faults_) {
      if (!std::exchange(dialled_, true)) {
        draft_.fail_at_connect(fault.component, std::move(fault.reason), fault.range);
      } else {
        draft_.dsn().latent_faults.push_back(std::move(fault));
      }
    }
  }

 private:
  /// False when libpq would not look at the next host.
  bool visit(const Host& host, Count number) {
    const std::optional<int> port = integer_from_text(host.port.expose());
    if (!port) {
      note(Component::kPort, say("port {} is not a number", number), Key::kPort);
      return false;
    }
    if (*port < 1 || *port > 65535) {
      note(Component::kPort, say("port {} is not between 1 and 65535", number), Key::kPort);
    } else if (!host.address.expose().empty()) {
      visit_address(host.address.expose(), number);
    } else if (is_socket_path(host.name.expose())) {
      return visit_socket(host.name.expose(), *port, number);
    } else {
      visit_tcp();
    }
    return true;
  }

  void visit_address(const std::string& address, Count number) {
    if (is_numeric_address(address)) {  // getaddrinfo with AI_NUMERICHOST
      visit_tcp();
      return;
    }
    note(Component::kHostAddress, say("hostaddr {} is not a numeric address", number),
         Key::kHostaddr);
  }

  bool visit_socket(const std::string& path, int port, Count number) {
    const std::size_t length = path.size() + kSocketSuffix + std::to_string(port).size();
    if (!path.empty() && length > kLongestSocketPath) {
      note(Component::kHost, say("the socket path of host {} is too long", number), Key::kHost);
      return true;
    }
    const std::string* gss = draft_.value(Key::kGssencmode);
    if (gss != nullptr && *gss == "require" && draft_.version() >= difference::kGssOnSocket) {
      note(Component::kParameter,
           say("gssencmode=require, but host {} is a unix socket, which GSSAPI does not encrypt",
               number),
           Key::kGssencmode);
      return false;
    }
    dialled_ = true;
    return true;
  }

  void visit_tcp() {
    if (!std::exchange(asked_socket_options_, true)) {
      if (std::optional<Fault> fault = socket_option_fault(draft_)) {
        faults_.push_back(*std::move(fault));
        socket_options_fail_ = true;
      }
    }
    dialled_ = dialled_ || !socket_options_fail_;
  }

  void note(Component component, Sentence reason, Key key) {
    faults_.push_back(connect_fault(component, std::move(reason), draft_.range(key)));
  }

  Draft& draft_;
  bool dialled_ = false;
  bool asked_socket_options_ = false;
  bool socket_options_fail_ = false;
  std::vector<Fault> faults_;
};

}  // namespace

void check_connect(Draft& draft) {
  check_values(draft);
  Dialler(draft).walk();
  // PQconnectdb reads it once PQconnectStart has succeeded (connectDBComplete).
  const std::string* timeout = draft.value(Key::kConnectTimeout);
  if (timeout != nullptr && !integer_from_text(*timeout)) {
    draft.dsn().latent_faults.push_back(not_an_integer(draft, Key::kConnectTimeout));
  }
}

}  // namespace postern::dsn
