#include "dsn/suspicion.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "dsn/text.h"

namespace postern::dsn {
namespace {

using Words = std::span<const std::string_view>;

// Compared in lower case, with '-', '_' and blanks taken out.
constexpr auto kHostWords =
    std::to_array<std::string_view>({"example.com",  "example.org", "example.net",      "host",
                                     "hostname",     "dbhost",      "databasehost",     "yourhost",
                                     "yourhostname", "yourdbhost",  "yourdatabasehost", "myhost",
                                     "hosthere",     "changeme",    "replaceme",        "todo",
                                     "tbd",          "fixme",       "placeholder",      "xxx",
                                     "xxxx",         "..."});

constexpr auto kPasswordWords = std::to_array<std::string_view>({"changeme",
                                                                 "changeit",
                                                                 "changethis",
                                                                 "pleasechangeme",
                                                                 "replaceme",
                                                                 "replacethis",
                                                                 "todo",
                                                                 "tbd",
                                                                 "fixme",
                                                                 "placeholder",
                                                                 "yourpassword",
                                                                 "yourdbpassword",
                                                                 "yoursecretpassword",
                                                                 "mypassword",
                                                                 "passwordhere",
                                                                 "insertpassword",
                                                                 "xxx",
                                                                 "xxxx",
                                                                 "xxxxx",
                                                                 "xxxxxx",
                                                                 "xxxxxxxx",
                                                                 "***",
                                                                 "****",
                                                                 "******",
                                                                 "********",
                                                                 "...",
                                                                 "redacted",
                                                                 "notarealpassword",
                                                                 "dummy"});

constexpr auto kSuperusers = std::to_array<std::string_view>(
    {"postgres", "rdsadmin", "rds_superuser", "cloudsqlsuperuser", "cloudsqladmin",
     "alloydbsuperuser", "azure_superuser", "azure_pg_admin", "azuresu", "supabase_admin",
     "neon_superuser", "doadmin", "avnadmin", "tsdbadmin", "root"});

bool contains(Words words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "<host>", "[password]", "{user}": a word in brackets of the same kind.
bool is_bracketed(std::string_view text) {
  if (text.size() < 3) {
    return false;
  }
  const char first = text.front();
  const char last = text.back();
  return (first == '<' && last == '>') || (first == '[' && last == ']') ||
         (first == '{' && last == '}');
}

bool is_placeholder(std::string_view text, Words words) {
  constexpr std::size_t kLongest = 40;
  if (text.empty() || text.size() > kLongest) {
    return false;
  }
  std::string bare;
  for (const char c : text) {
    if (c != '-' && c != '_' && c != ' ') {
      bare.push_back(to_lower(c));
    }
  }
  return is_bracketed(text) || contains(words, bare);
}

bool is_name_start(char c) { return c == '_' || (is_alnum(c) && !is_digit(c)); }

/// An opening bracket at `at`, a legal name behind it, and its closing bracket.
bool is_reference(std::string_view value, std::size_t at, char close) {
  std::size_t end = at + 1;
  if (end >= value.size() || !is_name_start(value[end])) {
    return false;
  }
  while (end < value.size() &&
         (is_alnum(value[end]) || value[end] == '_' || value[end] == '-' || value[end] == '.')) {
    ++end;
  }
  // ${NAME:-default} is the shell's.
  return end < value.size() && (value[end] == close || (close == '}' && value[end] == ':'));
}

bool is_separator(char c) {
  return std::string_view(":/@?&=, '\"").find(c) != std::string_view::npos;
}

bool is_format(std::string_view value, std::size_t at) {
  const bool begins = at == 0 || is_separator(value[at - 1]);
  const bool is_verb = at + 1 < value.size() &&
                       (value[at + 1] == 's' || value[at + 1] == 'v');  // no hexadecimal digits
  return begins && is_verb && (at + 2 == value.size() || is_separator(value[at + 2]));
}

/// `last_template` is where the last "}}" begins: found once, so that the walk stays linear.
std::optional<Variable> variable_at(std::string_view value, std::size_t at,
                                    std::size_t last_template) {
  const char next = at + 1 < value.size() ? value[at + 1] : '\0';
  if (value[at] == '%') {
    return is_format(value, at) ? std::optional(Variable::kFormat) : std::nullopt;
  }
  if (value[at] == '{') {
    const bool is_template =
        next == '{' && last_template != std::string_view::npos && at + 2 <= last_template;
    return is_template ? std::optional(Variable::kTemplate) : std::nullopt;
  }
  if (next == '(' && is_reference(value, at + 1, ')')) {
    return Variable::kKubernetes;
  }
  return next == '{' && is_reference(value, at + 1, '}') ? std::optional(Variable::kShell)
                                                         : std::nullopt;
}

}  // namespace

std::optional<Variable> unexpanded_variable(std::string_view value) {
  const std::size_t last_template = value.rfind("}}");
  for (std::size_t at = value.find_first_of("$%{"); at != std::string_view::npos;
       at = value.find_first_of("$%{", at + 1)) {
    if (const std::optional<Variable> variable = variable_at(value, at, last_template)) {
      return variable;
    }
  }
  return std::nullopt;
}

bool is_placeholder_host(std::string_view host) { return is_placeholder(host, kHostWords); }

bool is_placeholder_password(std::string_view password) {
  return is_placeholder(password, kPasswordWords);
}

std::optional<Component> placeholder_in(const Dsn& dsn) {
  const bool host = std::any_of(dsn.hosts.begin(), dsn.hosts.end(), [](const Host& one) {
    return is_placeholder_host(one.name.expose());
  });
  if (host) {
    return Component::kHost;
  }
  const Sealed<std::string>* password = dsn.value(Key::kPassword);
  return password != nullptr && is_placeholder_password(password->expose())
             ? std::optional(Component::kPassword)
             : std::nullopt;
}

bool is_superuser(std::string_view user) { return contains(kSuperusers, lowered(user)); }

}  // namespace postern::dsn
