#include "explain_dsn/facts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.h"
#include "dsn/recognise.h"
#include "dsn/written_password.h"

namespace postern::explain_dsn {
namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::string shown(const std::string& text) {
  return is_utf8(text) ? text : printable(text, text.size());
}

// A host as libpq names it: hostaddr takes the place of an absent name.
std::string shown_host(const dsn::Host& host) {
  const std::string& name = host.name.expose();
  return shown(name.empty() ? host.address.expose() : name);
}

bool is_port_number(const std::string& text) {
  constexpr int kLargest = 65535;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 && value <= kLargest;
}

// "user:12/34@host" has the port 12, which is half of the password.
bool may_show_port(const dsn::Dsn& dsn, const std::string& port) {
  return !dsn.spilled_password && is_port_number(port);
}

void read_hosts(Facts& facts, Hosts hosts, const dsn::TargetSettings& settings) {
  for (const dsn::Host& host : facts.libpq.hosts) {
    const std::string& port = host.port.expose();
    const bool port_shown = hosts == Hosts::kShown || may_show_port(facts.libpq, port);
    facts.hosts.push_back(hosts == Hosts::kShown ? shown_host(host) : std::string(kRedacted));
    facts.ports.push_back(port_shown ? shown(port) : std::string(kRedacted));
    facts.targets.push_back(dsn::target_of(host, settings));
    facts.target = std::max(facts.target, facts.targets.back());
  }
}

void read_mode(Facts& facts) {
  facts.explicit_mode = facts.libpq.ssl_mode;
  if (!facts.valid()) {
    return;
  }
  facts.mode_ignored = facts.target == dsn::Target::kSocket;
  if (!facts.mode_ignored) {
    facts.effective_mode = dsn::effective_ssl_mode(facts.libpq);
  }
}

void read_root_certificate(Facts& facts) {
  const Sealed<std::string>* root = facts.libpq.value(dsn::Key::kSslrootcert);
  if (root == nullptr) {
    return;
  }
  // The '@' of a second string that was pasted behind the path comes with a password, and so does
  // the '=' of ";password=...".
  const bool suspicious =
      facts.libpq.spilled_password || root->expose().find_first_of("@=") != std::string::npos;
  facts.root_certificate = suspicious ? std::string(kRedacted) : shown(root->expose());
}

// The text without the blanks and quotes around it, which the rules judge as others do.
std::string_view unwrapped(std::string_view text) {
  const std::optional<dsn::Candidate> candidate = dsn::recognise(text, dsn::KeyRole::kDeclaredDsn);
  return candidate ? candidate->text : text;
}

}  // namespace

Facts read_facts(std::string_view text, Hosts hosts, const Judge& judge) {
  Facts facts;
  const std::string_view inside = unwrapped(text);
  facts.driver = dsn::parse(inside);
  const bool same = facts.driver.dialect == dsn::Dialect::kLibpq && inside.size() == text.size();
  facts.libpq = same ? facts.driver : dsn::parse_as_libpq(text);
  facts.has_password = facts.libpq.has_password() || facts.driver.has_password();
  if (!facts.libpq.parses()) {
    facts.has_password =
        facts.has_password || dsn::written_password(facts.driver, inside).has_value();
  } else {
    read_hosts(facts, hosts, judge.policy().tls.targets);
    read_mode(facts);
    read_root_certificate(facts);
    facts.provider = dsn::provider_of(facts.libpq);
  }
  facts.findings = judge.findings(text, facts.driver);
  return facts;
}

}  // namespace postern::explain_dsn
