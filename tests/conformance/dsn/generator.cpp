#include "generator.h"

#include <array>

namespace postern::dsn::conformance {
namespace {

using Words = std::span<const std::string_view>;

constexpr auto kSchemes = std::to_array<std::string_view>(
    {"postgresql://", "postgres://", "postgresql://", "postgres://", "postgresql://", "postgres://",
     "postgresql://", "postgres://", "postgresql://", "postgres://", "postgresql://", "postgres://",
     "postgresql:/", "postgre://", "POSTGRES://", "postgresql+psycopg://", " postgres://"});

constexpr auto kPieces =
    std::to_array<std::string_view>({"app",  "p",    "s3cret",  "orders",   "db.example.com",
                                     "a b",  "%20",  "%41",     "%2F",      "%40",
                                     "%3a",  "%00",  "%",       "%4",       "%zz",
                                     "+",    "#",    "@",       ":",        "/",
                                     "?",    "&",    "=",       ",",        ";",
                                     "'",    "\\",   "\"",      "[",        "]",
                                     "\n",   "\t",   " ",       "\xc3\xa9", "\xff",
                                     "$(X)", "${X}", "{{ x }}", "~",        "*",
                                     "x=y"});

constexpr auto kPlain = std::to_array<std::string_view>(
    {"app", "orders", "s3cret", "user1", "a-b", "a_b", "x", "db", "name", "12", ""});

constexpr auto kHosts = std::to_array<std::string_view>({"db.example.com",
                                                         "db",
                                                         "localhost",
                                                         "127.0.0.1",
                                                         "10.0.0.1",
                                                         "127.1",
                                                         "[::1]",
                                                         "[2001:db8::10]",
                                                         "[fe80::1%25eth0]",
                                                         "[]",
                                                         "[::1",
                                                         "[::1]x",
                                                         "%2Fvar%2Frun",
                                                         "/tmp",
                                                         "@abs",
                                                         "%40abs",
                                                         "",
                                                         "",
                                                         "a%2Cb",
                                                         "pg-rw.data.svc",
                                                         "2001:db8::1",
                                                         "h st",
                                                         "db.",
                                                         "%2Ftmp%2C"});

constexpr auto kPorts = std::to_array<std::string_view>(
    {"5432",        "5433",  "1",     "65535",   "65536",     "0",           "-1",
     "+5432",       " 5432", "5432 ", "%205432", "5432\n",    "54 32",       "abc",
     "99999999999", "0x10",  "",      "",        "5432,5433", "5432%2C5433", ","});

constexpr auto kKeywords = std::to_array<std::string_view>({"service",
                                                            "user",
                                                            "password",
                                                            "passfile",
                                                            "channel_binding",
                                                            "connect_timeout",
                                                            "dbname",
                                                            "host",
                                                            "hostaddr",
                                                            "port",
                                                            "client_encoding",
                                                            "options",
                                                            "application_name",
                                                            "fallback_application_name",
                                                            "keepalives",
                                                            "keepalives_idle",
                                                            "keepalives_interval",
                                                            "keepalives_count",
                                                            "tcp_user_timeout",
                                                            "sslmode",
                                                            "sslcompression",
                                                            "sslcert",
                                                            "sslkey",
                                                            "sslpassword",
                                                            "sslrootcert",
                                                            "sslcrl",
                                                            "sslcrldir",
                                                            "sslsni",
                                                            "requirepeer",
                                                            "ssl_min_protocol_version",
                                                            "ssl_max_protocol_version",
                                                            "gssencmode",
                                                            "krbsrvname",
                                                            "gsslib",
                                                            "replication",
                                                            "target_session_attrs",
                                                            "requiressl"});

// Keywords of releases after 15: some of them unknown to the installed one.
constexpr auto kModern = std::to_array<std::string_view>(
    {"require_auth", "require_auth", "sslcertmode", "load_balance_hosts", "gssdelegation",
     "sslnegotiation", "sslnegotiation", "min_protocol_version", "max_protocol_version",
     "scram_client_key", "scram_server_key", "oauth_issuer", "oauth_client_id",
     "oauth_client_secret", "oauth_scope", "sslkeylogfile"});

// Keywords of drivers, of nobody.
constexpr auto kForeign = std::to_array<std::string_view>(
    {"ssl", "SSLMODE", "schema", "ssl%6Dode", "amp;sslmode", "pgbouncer", "authtype", "tty", ""});

// The keywords that a connection check depends on come up more often.
constexpr auto kChecked = std::to_array<std::string_view>({"sslmode",
                                                           "sslmode",
                                                           "sslmode",
                                                           "host",
                                                           "hostaddr",
                                                           "port",
                                                           "port",
                                                           "ssl",
                                                           "requiressl",
                                                           "channel_binding",
                                                           "gssencmode",
                                                           "target_session_attrs",
                                                           "ssl_min_protocol_version",
                                                           "ssl_max_protocol_version",
                                                           "sslrootcert",
                                                           "keepalives",
                                                           "keepalives_idle",
                                                           "keepalives_count",
                                                           "keepalives_interval",
                                                           "tcp_user_timeout",
                                                           "user",
                                                           "password",
                                                           "dbname"});

constexpr auto kSslModes = std::to_array<std::string_view>(
    {"disable", "allow", "prefer", "require", "verify-ca", "verify-full", "Require", "verify_full",
     "required", "no-verify", "", "require ", " require", "require\n"});
constexpr auto kTriples =
    std::to_array<std::string_view>({"disable", "prefer", "require", "allow", "Prefer", "", "on"});
constexpr auto kSessions =
    std::to_array<std::string_view>({"any", "read-write", "read-only", "primary", "standby",
                                     "prefer-standby", "readwrite", "", "master"});
constexpr auto kTlsVersions =
    std::to_array<std::string_view>({"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "tlsv1.2", "TLSV1.3",
                                     "TLSv1.4", "1.2", "", "SSLv3"});
constexpr auto kMethods = std::to_array<std::string_view>(
    {"scram-sha-256", "none", "password,md5", "!password,!md5", "password,!md5", "md5,md5",
     "!none,!none", "none,!none", "gss,sspi", "oauth", "!oauth", "", ",", "md5,", "password, md5",
     " md5", "!", "SCRAM-SHA-256", "creds"});
constexpr auto kBalancing = std::to_array<std::string_view>({"disable", "Disable", "", "1"});
constexpr auto kNegotiations = std::to_array<std::string_view>(
    {"postgres", "direct", "direct", "Direct", "requiredirect", ""});
constexpr auto kCertificateModes =
    std::to_array<std::string_view>({"disable", "allow", "require", "prefer", "Allow", ""});
constexpr auto kProtocols = std::to_array<std::string_view>(
    {"3.0", "3.2", "latest", "3.1", "Latest", "3", "3.0 ", "3.9999", ""});
constexpr auto kScramKeys = std::to_array<std::string_view>(
    {"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
     "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDF=", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5AA==",
     "MDEyMzQ1Njc4OTAxMjM0NTY3 ODkwMTIzNDU2Nzg5MDE=",
     "\nMDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
     "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\t", "AAAA", "=", ""});
constexpr auto kRoots = std::to_array<std::string_view>(
    {"/etc/pg/ca.pem", "system", "system", "System", "system ", "", "ca.pem?sslmode"});
constexpr auto kIntegers = std::to_array<std::string_view>(
    {"0",   "1", "10",  "127",        "128",        "32767",       "32768", "-1",  "+5",    " 7 ",
     "abc", "",  "1.5", "2147483647", "2147483648", "-2147483648", "1e3",   "+-1", "00012", "5\n"});
constexpr auto kAddresses =
    std::to_array<std::string_view>({"10.0.0.1",           "203.0.113.7",     "::1",
                                     "127.0.0.1,10.0.0.2", ",10.0.0.2",       "",
                                     "db.example.com",     "127.1",           "0x7f.1",
                                     "1.2.3.4.5",          "fe80::1",         "10.0.0.1,",
                                     "256.1.1.1",          "1.2.3",           "08.1.1.1",
                                     "2130706433",         "::ffff:10.0.0.1", "1.2.3.4 ",
                                     "fe80::1%",           "::1%1",           "::1%4294967296",
                                     "::1%nosuch",         "ff02::1%7",       "fe80::1%a/b"});
constexpr auto kHostValues =
    std::to_array<std::string_view>({"db.example.com", "a,b", "a,b,c", "/tmp", "@abs", "",
                                     "localhost", ",", "a,/tmp", "/tmp,a", "::1", "a:5432",
                                     "/a/path/longer/than/any/socket/0123456789/0123456789/"
                                     "0123456789/0123456789/0123456789/0123456789/0123456789/"
                                     "0123456789"});
constexpr auto kBooleans =
    std::to_array<std::string_view>({"true", "True", "1", "0", "false", "", "10"});

constexpr auto kMutations = std::string_view("@:/?#%&=,[]'\\ \t\n\";.-+~{}$()<>*!aZ09_|^`\x7f");

Words modern_values_of(std::string_view keyword) {
  if (keyword == "require_auth") {
    return kMethods;
  }
  if (keyword == "load_balance_hosts") {
    return kBalancing;
  }
  if (keyword == "sslnegotiation") {
    return kNegotiations;
  }
  if (keyword == "sslcertmode") {
    return kCertificateModes;
  }
  if (keyword.ends_with("_protocol_version")) {
    return kProtocols;
  }
  return keyword.starts_with("scram_") ? Words(kScramKeys) : Words(kPlain);
}

Words values_of(std::string_view keyword) {
  if (keyword == "sslmode") {
    return kSslModes;
  }
  if (keyword == "port") {
    return kPorts;
  }
  if (keyword == "host") {
    return kHostValues;
  }
  if (keyword == "hostaddr") {
    return kAddresses;
  }
  if (keyword == "target_session_attrs") {
    return kSessions;
  }
  if (keyword == "sslrootcert") {
    return kRoots;
  }
  if (keyword.starts_with("ssl_m")) {
    return kTlsVersions;
  }
  if (keyword == "channel_binding" || keyword == "gssencmode") {
    return kTriples;
  }
  if (keyword.starts_with("keepalives") || keyword.ends_with("timeout")) {
    return kIntegers;
  }
  if (keyword == "ssl" || keyword == "requiressl") {
    return kBooleans;
  }
  return modern_values_of(keyword);
}

}  // namespace

std::string Generator::component() {
  std::string out;
  if (chance(85)) {
    return std::string(pick(kPlain));
  }
  for (std::size_t pieces = 1 + below(3); pieces > 0; --pieces) {
    out += pick(kPieces);
  }
  return out;
}

std::string Generator::host() { return chance(85) ? std::string(pick(kHosts)) : component(); }

std::string Generator::authority() {
  std::string out;
  if (chance(60)) {
    out += component();
    if (chance(70)) {
      out += ':' + component();
    }
    out += '@';
  }
  std::size_t hosts = chance(75) ? 1 : 1 + below(4);
  for (; hosts > 0; --hosts) {
    out += host();
    if (chance(45)) {
      out += ':' + std::string(chance(60) ? kPorts.front() : pick(kPorts));
    }
    out += hosts > 1 ? "," : "";
  }
  return out;
}

std::string_view Generator::parameter_value(std::string_view keyword) {
  const Words values = values_of(keyword);
  if (chance(40)) {
    return values.front();
  }
  return pick(chance(95) ? values : Words(kPieces));
}

std::string Generator::escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdefABCDEF";
  std::string out;
  for (const char c : text) {
    if (!chance(10)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kHex[byte >> 4U]);
    out.push_back(kHex[byte & 15U]);
  }
  return out;
}

std::string_view Generator::some_keyword() {
  if (chance(3)) {
    return pick(kForeign);
  }
  if (chance(modern_percent_)) {
    return pick(kModern);
  }
  return chance(65) ? pick(kChecked) : pick(kKeywords);
}

std::string Generator::query() {
  std::string out = "?";
  std::size_t parameters = below(5);
  for (; parameters > 0; --parameters) {
    const std::string_view keyword = some_keyword();
    out += keyword;
    out += chance(97) ? "=" : "";
    out += escaped(parameter_value(keyword));
    out += parameters > 1 || chance(10) ? "&" : "";
  }
  return out;
}

std::string Generator::uri() {
  std::string out(pick(kSchemes));
  out += authority();
  if (chance(75)) {
    out += '/' + component();
  }
  if (chance(70)) {
    out += query();
  }
  return out;
}

std::string Generator::keyword_value(std::string_view value) {
  if (chance(60)) {
    return std::string(value);
  }
  const bool quoted = chance(70);
  std::string out = quoted ? "'" : "";
  for (const char c : value) {
    if (c == '\'' || c == '\\' || chance(5)) {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  out += quoted && chance(95) ? "'" : "";
  return out;
}

std::string Generator::keyword_text() {
  constexpr auto kBlanks = std::to_array<std::string_view>({" ", " ", " ", "  ", "\t", "\n", "\v"});
  std::string out;
  std::size_t parameters = below(6);
  for (; parameters > 0; --parameters) {
    const std::string_view keyword = some_keyword();
    out += keyword;
    out += chance(10) ? pick(kBlanks) : "";
    out += chance(97) ? "=" : "";
    out += chance(10) ? pick(kBlanks) : "";
    out += keyword_value(chance(80) ? parameter_value(keyword) : pick(kPieces));
    out += pick(kBlanks);
  }
  return out;
}

void Generator::mutate(std::string& text) {
  for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
    const char byte =
        chance(80) ? kMutations[below(kMutations.size())] : static_cast<char>(1 + below(255));
    const std::size_t at = below(text.size() + 1);
    switch (below(4)) {
      case 0:
        text.insert(at, 1, byte);
        break;
      case 1:
        text.erase(at, 1);
        break;
      case 2:
        text.insert(at, text.substr(below(text.size() + 1), below(8)));
        break;
      default:
        if (at < text.size()) {
          text[at] = byte;
        }
    }
  }
}

std::string Generator::next() {
  std::string text = chance(65) ? uri() : keyword_text();
  if (chance(30)) {
    mutate(text);
  }
  return text;
}

}  // namespace postern::dsn::conformance
