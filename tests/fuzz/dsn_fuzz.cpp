// Any bytes give a defined result, and what the parser claims about them holds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dsn/contradiction.h"
#include "dsn/dsn.h"
#include "dsn/options.h"
#include "dsn/provider.h"
#include "dsn/recognise.h"
#include "dsn/suspicion.h"
#include "dsn/target.h"

namespace {

using namespace postern::dsn;  // NOLINT(google-build-using-namespace): a test of this namespace

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

bool is_inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_ranges(const Dsn& dsn, std::string_view text) {
  if (dsn.fault) {
    require(dsn.fault->range.begin <= dsn.fault->range.end);
    require(dsn.fault->range.end <= text.size());
    require(!dsn.fault->reason.empty());
  }
  for (const Parameter& parameter : dsn.parameters) {
    require(parameter.range.begin <= parameter.range.end);
    require(parameter.range.end <= text.size());
  }
}

void check_dsn(const Dsn& dsn, std::string_view text) {
  check_ranges(dsn, text);
  require(!dsn.parses() || !dsn.hosts.empty() || dsn.dialect != Dialect::kLibpq);
  const Target worst = target_of(dsn, {});
  for (const Host& host : dsn.hosts) {
    require(target_of(host, {}) <= worst);
    require(!host.port.expose().empty() || dsn.dialect != Dialect::kLibpq);
    static_cast<void>(pooling_of(host));
  }
  static_cast<void>(provider_of(dsn));
  static_cast<void>(tls_contradiction(dsn));
  static_cast<void>(insecure_options(dsn));
  static_cast<void>(session_setting(dsn));
  static_cast<void>(placeholder_in(dsn));
  static_cast<void>(required_version(dsn));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are characters here
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_dsn(parse(text), text);
  check_dsn(parse_as_libpq(text, LibpqVersion::k15), text);
  check_dsn(parse_as_libpq(text, LibpqVersion::k18), text);

  if (const auto candidate = recognise(text)) {
    require(is_inside(candidate->text, text));
    require(candidate->sign != Sign::kKeywordText || parse(candidate->text).parses());
    // What was recognised once is recognised again, with nothing left around it.
    const auto again = recognise(candidate->text);
    require(again.has_value() || candidate->wrapping.any());
  }
  for (const std::string_view uri : embedded_uris(text)) {
    require(is_inside(uri, text) && has_scheme(uri));
  }
  require(is_inside(without_argument_prefix(text), text));
  static_cast<void>(is_base64_of_dsn(text));
  static_cast<void>(unexpanded_variable(text));
  return 0;
}
