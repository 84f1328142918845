#include "oracle.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <net/if.h>
#include <netdb.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string_view>

namespace postern::dsn::conformance {
namespace {

using OptionList = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;
using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Options to_options(const PQconninfoOption* option) {
  Options options;
  for (; option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr) {
      options[option->keyword] = option->val;
    }
  }
  return options;
}

/// Whether port 1 may stand for it: libpq would dial it.
bool is_dialled_port(const std::string& text) {
  if (text.empty()) {
    return true;
  }
  char* end = nullptr;
  errno = 0;
  const long value = std::strtol(text.c_str(), &end, 10);
  while (*end != '\0' && std::isspace(static_cast<unsigned char>(*end)) != 0) {
    ++end;
  }
  return end != text.c_str() && *end == '\0' && errno == 0 && value >= 1 && value <= 65535 &&
         std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The digits of a good port become 1, what surrounds them stays.
std::string closed_port(const std::string& text) {
  if (!is_dialled_port(text)) {
    return text;
  }
  const std::size_t first = text.find_first_of("0123456789");
  if (first == std::string::npos) {
    return "1";
  }
  const std::size_t last = text.find_last_of("0123456789");
  return text.substr(0, first) + "1" + text.substr(last + 1);
}

std::string loopback_host(const std::string& host) {
  const bool is_socket = host.empty() || host.front() == '/' || host.front() == '@';
  constexpr std::size_t kTooLong = 95;  // whatever the port, libpq refuses the length
  if (is_socket && host.size() > kTooLong) {
    return host;
  }
  return is_socket ? "/nonexistent-socket" : "127.0.0.1";
}

/// A link-local address in a zone that this machine lacks and another may have.
bool names_interface(const std::string& address) {
  const std::size_t percent = address.find('%');
  in6_addr parsed{};
  if (percent == std::string::npos ||
      inet_pton(AF_INET6, address.substr(0, percent).c_str(), &parsed) != 1 ||
      !(IN6_IS_ADDR_LINKLOCAL(&parsed) || IN6_IS_ADDR_MC_NODELOCAL(&parsed) ||
        IN6_IS_ADDR_MC_LINKLOCAL(&parsed))) {
    return false;
  }
  const std::string zone = address.substr(percent + 1);
  return !zone.empty() && zone.size() < IFNAMSIZ && zone != "." && zone != ".." &&
         zone.find_first_of("/: \t\n\v\f\r") == std::string::npos;
}

std::string loopback_address(const std::string& address) {
  if (address.empty()) {
    return address;
  }
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.c_str(), nullptr, &hints, &found) != 0) {
    // libpq asks the same question, no name server is. Which interfaces there are is the machine's.
    return names_interface(address) ? "127.0.0.1" : address;
  }
  freeaddrinfo(found);
  return "127.0.0.1";
}

std::string map_list(const std::string& list,
                     const std::function<std::string(const std::string&)>& map) {
  std::string out;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t comma = list.find(',', begin);
    out += map(list.substr(begin, comma == std::string::npos ? comma : comma - begin));
    if (comma == std::string::npos) {
      return out;
    }
    out += ',';
    begin = comma + 1;
  }
}

std::string quoted(const Options& options) {
  std::string out;
  for (const auto& [keyword, value] : options) {
    out += keyword + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') {
        out += '\\';
      }
      out += c;
    }
    out += "' ";
  }
  return out;
}

/// Also where hostaddr is a list with an empty element and no name stands for it.
bool may_have_socket(const std::string& hosts, const std::string& addresses) {
  const bool lacks_address = (',' + addresses + ',').find(",,") != std::string::npos;
  return hosts.find("/nonexistent-socket") != std::string::npos || (hosts.empty() && lacks_address);
}

Options harmless(Options options) {
  options.erase("service");
  options.erase("passfile");
  options["port"] = map_list(options["port"], closed_port);
  if (!options["hostaddr"].empty()) {
    options["hostaddr"] = map_list(options["hostaddr"], loopback_address);
  }
  if (!options["host"].empty() || options["hostaddr"].empty()) {
    options["host"] = map_list(options["host"], loopback_host);
  }
  // Since 17 it ends the attempt where nobody has a Kerberos ticket, before the rest is looked at.
  const auto gss = options.find("gssencmode");
  if (gss != options.end() && gss->second == "require" &&
      !may_have_socket(options["host"], options["hostaddr"])) {
    gss->second = "prefer";
  }
  return options;
}

}  // namespace

LibpqVersion installed_version() {
  const int major = PQlibVersion() / 10000;
  return static_cast<LibpqVersion>(std::clamp(major, 14, 18));
}

// NOLINTBEGIN(concurrency-mt-unsafe): the test has one thread
void isolate_environment() {
  const OptionList defaults(PQconndefaults(), PQconninfoFree);
  for (const PQconninfoOption* option = defaults.get(); option->keyword != nullptr; ++option) {
    if (option->envvar != nullptr) {
      unsetenv(option->envvar);
    }
  }
  unsetenv("PGREQUIRESSL");
  unsetenv("PGSERVICEFILE");
  setenv("HOME", "/nonexistent", 1);
}
// NOLINTEND(concurrency-mt-unsafe)

std::optional<Options> parse_with_libpq(const std::string& text) {
  const OptionList parsed(PQconninfoParse(text.c_str(), nullptr), PQconninfoFree);
  if (parsed == nullptr) {
    return std::nullopt;
  }
  return to_options(parsed.get());
}

Connection connect_with_libpq(const Options& options) {
  const Handle connection(PQconnectStart(quoted(harmless(options)).c_str()), PQfinish);
  // The sentence libpq adds once connect(2) itself failed (connectFailureMessage).
  const std::string_view message = PQerrorMessage(connection.get());
  Connection result;
  result.accepted = PQstatus(connection.get()) != CONNECTION_BAD ||
                    message.find("Is the server running") != std::string_view::npos;
  result.untold = message.find("no credential cache") != std::string_view::npos;
  const OptionList in_use(PQconninfo(connection.get()), PQconninfoFree);
  result.ssl_mode = to_options(in_use.get())["sslmode"];
  result.host = PQhost(connection.get());
  return result;
}

}  // namespace postern::dsn::conformance
