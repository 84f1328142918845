// A Dsn in the making: what the readers of all grammars store into.
// Guarantees that the last value of a keyword wins and that the first fault is kept.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "dsn/dsn.h"

namespace postern::dsn {

class Draft {
 public:
  Draft(std::string_view text, Dsn& dsn, LibpqVersion version);

  /// A libpq parameter. `written` is kept where it differs from the keyword.
  void store(Key key, std::string value, ByteRange range, std::string_view written = {});
  /// As conninfo_storeval does: translates requiressl, and finds the keyword. A keyword that the
  /// version does not have is kept and makes the string faulty.
  void store(std::string_view keyword, std::string value, ByteRange range);
  /// A parameter that libpq does not know; `driver` (nullable) says who does.
  void store_foreign(std::string_view keyword, std::string value, ByteRange range,
                     const DriverParameter* driver);
  /// A parameter of the declared dialect that has no libpq counterpart; `keyword` is empty when it
  /// is unknown and the driver does not mind.
  void store_own(Literal keyword, std::string_view written, std::string value, ByteRange range);
  /// sslmode under another name: ssl=true, requiressl=1.
  void store_alias(Literal alias, Literal mode, ByteRange range);

  /// The first fault is kept, but an unknown keyword makes way for any other.
  void fail(Component component, Sentence reason, ByteRange range);
  void fail_at_connect(Component component, Sentence reason, ByteRange range);
  /// Nothing but unknown keywords so far.
  [[nodiscard]] bool parsed() const;

  [[nodiscard]] const std::string* value(Key key) const;
  [[nodiscard]] ByteRange range(Key key) const;

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] Dsn& dsn() { return dsn_; }
  [[nodiscard]] LibpqVersion version() const { return version_; }

 private:
  void keep(Fault fault);
  Parameter& append(Key key, std::string value, ByteRange range);

  std::string_view text_;
  Dsn& dsn_;
  LibpqVersion version_;
  std::array<std::uint32_t, kKeyCount> last_{};  // 1 + index of the parameter in force; 0: none
};

// The readers. Each stores what it finds and leaves a fault where its grammar is broken.
void read_keyword_form(Draft& draft);  // parse_keyword.cpp

/// Pairs host, hostaddr and port, then checks what libpq checks before and while it dials.
void resolve_hosts(Draft& draft);  // hosts.cpp
/// The drivers beside libpq: every port is a number from 1 to 65535, or the string is refused.
void check_port_numbers(Draft& draft);    // hosts.cpp
void check_connect(Draft& draft);         // check_connect.cpp
void check_values(Draft& draft);          // check_values.cpp
void check_authentication(Draft& draft);  // check_authentication.cpp

}  // namespace postern::dsn
