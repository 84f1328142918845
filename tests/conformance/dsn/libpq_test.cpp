// Compares the parser with the installed libpq on generated strings.
//   conformance_dsn_libpq [--count N] [--seed N]
// Another release of libpq is asked with LD_PRELOAD=<its libpq.so.5>.
// The environment's POSTERN_CONFORMANCE_COUNT and POSTERN_CONFORMANCE_SEED do the same. Exit 1 on
// any difference, with the strings that show it: they are generated and hold no secret.
#include <fmt/core.h>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "dsn/dsn.h"
#include "generator.h"
#include "oracle.h"

namespace postern::dsn::conformance {
namespace {

struct Tally {
  std::uint64_t strings = 0;
  std::uint64_t parsed = 0;
  std::uint64_t accepted = 0;
  std::uint64_t differences = 0;
};

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte > 0x7e ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return out;
}

Options options_in_force(const Dsn& dsn) {
  Options options;
  for (const Parameter& parameter : dsn.parameters) {
    if (parameter.in_force) {
      options[std::string(parameter.keyword.view())] = parameter.value.expose();
    }
  }
  return options;
}

std::string effective_mode(const Dsn& dsn, LibpqVersion version) {
  const Sealed<std::string>* given = dsn.value(Key::kSslmode);
  return given != nullptr ? given->expose()
                          : std::string(to_text(effective_ssl_mode(dsn, version)).view());
}

/// Hosts and ports put together again are what libpq was told, element by element.
bool pairs_as_written(const Dsn& dsn, const Options& options) {
  std::string names;
  std::string addresses;
  std::string ports;
  for (const Host& host : dsn.hosts) {
    names += host.name.expose() + ',';
    addresses += host.address.expose() + ',';
    ports += host.port.expose() + ',';
  }
  const auto said = [&options](const char* keyword) {
    const auto found = options.find(keyword);
    return found == options.end() ? std::string() : found->second;
  };
  const auto agrees = [](const std::string& list, const std::string& text) {
    return text.empty() || list == text + ',';
  };
  const bool one_port = said("port").find(',') == std::string::npos;
  const bool default_ports = said("port").find(",,") != std::string::npos ||
                             said("port").starts_with(',') || said("port").ends_with(',');
  return agrees(names, said("host")) && agrees(addresses, said("hostaddr")) &&
         (one_port || default_ports || agrees(ports, said("port")));
}

/// Empty when both agree.
std::string difference(const std::string& text, LibpqVersion version, Tally& tally) {
  const Dsn dsn = parse_as_libpq(text, version);
  const bool parses = dsn.parses();
  const std::optional<Options> options = parse_with_libpq(text);
  if (parses != options.has_value()) {
    return options ? "libpq parses it" : "libpq does not parse it";
  }
  if (!options) {
    return {};
  }
  ++tally.parsed;
  if (options_in_force(dsn) != *options) {
    return "an option's value differs";
  }
  const Connection connection = connect_with_libpq(*options);
  if (connection.untold) {
    return {};
  }
  if (dsn.valid() != connection.accepted) {
    return connection.accepted ? "libpq accepts it" : "libpq refuses it";
  }
  if (!connection.accepted) {
    return {};
  }
  ++tally.accepted;
  if (effective_mode(dsn, version) != connection.ssl_mode) {
    return "the effective sslmode differs";
  }
  return pairs_as_written(dsn, *options) ? "" : "a host or port differs";
}

std::uint64_t setting(int argc, char** argv, std::string_view flag, const char* variable,
                      std::uint64_t otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] == flag) {
      return std::strtoull(argv[i + 1], nullptr, 10);
    }
  }
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): one thread
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

int run(int argc, char** argv) {
  const std::uint64_t seed =
      setting(argc, argv, "--seed", "POSTERN_CONFORMANCE_SEED", std::random_device()());
  const std::uint64_t count = setting(argc, argv, "--count", "POSTERN_CONFORMANCE_COUNT", 200'000);
  isolate_environment();
  const LibpqVersion version = installed_version();
  fmt::print("libpq {}, seed {}, {} strings\n", static_cast<int>(version), seed, count);
  Generator generator(seed, version);
  Tally tally;
  for (; tally.strings < count && tally.differences < 20; ++tally.strings) {
    const std::string text = generator.next();
    const std::string what = difference(text, version, tally);
    if (!what.empty()) {
      ++tally.differences;
      fmt::print("string {}: {}: {}\n", tally.strings, what, printable(text));
    }
  }
  fmt::print("{} strings, {} parsed, {} accepted, {} differences\n", tally.strings, tally.parsed,
             tally.accepted, tally.differences);
  // A generator that only made refused strings would prove nothing.
  const bool telling = tally.parsed * 3 > tally.strings && tally.accepted * 5 > tally.strings;
  return tally.differences == 0 && telling ? 0 : 1;
}

}  // namespace
}  // namespace postern::dsn::conformance

int main(int argc, char** argv) { return postern::dsn::conformance::run(argc, argv); }
