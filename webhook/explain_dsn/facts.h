// What may be told about one connection string.
// Guarantees that nothing here can hold a piece of a password, unless the hosts were asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsn/dsn.h"
#include "dsn/provider.h"
#include "dsn/target.h"
#include "explain_dsn/findings.h"

namespace postern::explain_dsn {

enum class Hosts : bool {
  kRedacted,
  kShown,  // as written: a host or a port may be a piece of the password
};

inline constexpr std::string_view kRedacted = "<redacted>";

/// What `postern dsn --json` prints, and the readings that its other forms need.
struct Facts {
  dsn::Dsn libpq;   // as libpq reads it: decides `valid`
  dsn::Dsn driver;  // as the driver reads it that the string names; libpq where it names none
  std::vector<std::string> hosts;  // empty where libpq cannot parse the string; valid UTF-8
  std::vector<std::string> ports;
  dsn::Target target = dsn::Target::kNone;  // the worst
  std::vector<dsn::Target> targets;
  std::optional<dsn::SslMode> explicit_mode;
  std::optional<dsn::SslMode> effective_mode;  // nothing when invalid or ignored
  bool mode_ignored = false;                   // every host is a unix socket
  std::optional<std::string> root_certificate;
  const dsn::Provider* provider = nullptr;
  bool has_password = false;
  std::vector<rules::Finding> findings;

  [[nodiscard]] bool valid() const { return libpq.valid(); }
};

/// Reads the string exactly as given; never throws for any input but for want of memory.
[[nodiscard]] Facts read_facts(std::string_view text, Hosts hosts, const Judge& judge);

}  // namespace postern::explain_dsn
