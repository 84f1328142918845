#include "dsn/options.h"

#include <array>
#include <string_view>

#include "dsn/text.h"

namespace postern::dsn {
namespace {

using Predicate = bool (*)(std::string_view value);

struct Insecure {
  std::string_view keyword;
  Predicate is_bad;
  InsecureOption option;
};

bool is_given(std::string_view value) { return !value.empty(); }
bool is_one(std::string_view value) { return value == "1"; }
bool is_true(std::string_view value) { return equals_ignoring_case(value, "true"); }
bool is_old_tls(std::string_view value) {
  // Empty: no lower bound at all (fe-secure-openssl.c sets none then).
  return value.empty() || equals_ignoring_case(value, "TLSv1") ||
         equals_ignoring_case(value, "TLSv1.1");
}
bool accepts_anything(std::string_view value) { return value == "accept_invalid_certs"; }
bool skips_checks(std::string_view value) { return value.ends_with("NonValidatingFactory"); }
bool is_no_verify(std::string_view value) { return value == "no-verify"; }

constexpr std::array<Insecure, 9> kInsecure{{
    {"sslkeylogfile", is_given, {"sslkeylogfile", "writes every session key to a file"}},
    {"sslcompression", is_one, {"sslcompression", "lets compression leak what is encrypted"}},
    {"ssl_min_protocol_version",
     is_old_tls,
     {"ssl_min_protocol_version", "allows TLS versions below 1.2"}},
    {"ssl_max_protocol_version",
     [](std::string_view value) { return !value.empty() && is_old_tls(value); },
     {"ssl_max_protocol_version", "forces a TLS version below 1.2"}},
    {"sslmode", is_no_verify, {"sslmode", "skips every check of the server's certificate"}},
    {"ssl", is_no_verify, {"ssl", "skips every check of the server's certificate"}},
    {"sslaccept", accepts_anything, {"sslaccept", "accepts any certificate"}},
    {"sslfactory", skips_checks, {"sslfactory", "accepts any certificate"}},
    {"Trust Server Certificate", is_true, {"Trust Server Certificate", "accepts any certificate"}},
}};

struct Cache {
  std::string_view keyword;
  Literal shown;
};

// Zero switches each of them off; pgx calls its mode by name.
constexpr std::array<Cache, 8> kCaches{{
    {"statement_cache_size", "statement_cache_size"},
    {"statement_cache_capacity", "statement_cache_capacity"},
    {"statement-cache-capacity", "statement-cache-capacity"},
    {"prepared_statement_cache_size", "prepared_statement_cache_size"},
    {"preparedStatementCacheQueries", "preparedStatementCacheQueries"},
    {"prepareThreshold", "prepareThreshold"},
    {"prepared_statements", "prepared_statements"},
    {"Max Auto Prepare", "Max Auto Prepare"},
}};

bool is_off(std::string_view value) {
  return value.empty() || value == "0" || equals_ignoring_case(value, "false");
}

bool sets_server_parameter(std::string_view options) {
  return options.starts_with("-c") || options.find(" -c") != std::string_view::npos ||
         options.find("+-c") != std::string_view::npos || options.starts_with("--");
}

}  // namespace

std::vector<InsecureOption> insecure_options(const Dsn& dsn) {
  std::vector<InsecureOption> found;
  for (const Parameter& parameter : dsn.parameters) {
    if (!parameter.in_force || parameter.keyword.empty()) {
      continue;
    }
    for (const Insecure& insecure : kInsecure) {
      if (insecure.keyword == parameter.keyword.view() &&
          insecure.is_bad(parameter.value.expose())) {
        found.push_back(insecure.option);
      }
    }
  }
  return found;
}

Literal session_setting(const Dsn& dsn) {
  for (const Parameter& parameter : dsn.parameters) {
    const std::string_view value = parameter.value.expose();
    if (parameter.key == Key::kOptions && parameter.in_force && sets_server_parameter(value)) {
      return "options";
    }
    for (const Cache& cache : kCaches) {
      if (cache.keyword == parameter.keyword.view() && !is_off(value)) {
        return cache.shown;
      }
    }
  }
  return {};
}

}  // namespace postern::dsn
