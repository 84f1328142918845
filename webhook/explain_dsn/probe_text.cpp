#include "explain_dsn/probe_text.h"

#include <fmt/format.h>

#include <iterator>

#include "base/utf8.h"

namespace postern::explain_dsn {
namespace {

using Out = std::back_insert_iterator<std::string>;

void add_chain(Out out, const Probe& probe) {
  fmt::format_to(out, "  protocol: {}, ALPN: {}\n", probe.protocol,
                 probe.alpn.empty() ? "none" : probe.alpn);
  for (std::size_t i = 0; i < probe.chain.size(); ++i) {
    const SeenCertificate& one = probe.chain[i];
    fmt::format_to(out,
                   "  certificate {}:\n    subject: {}\n    issuer: {}\n    names: {}\n"
                   "    not after: {}\n",
                   i + 1, one.subject, one.issuer, one.names.empty() ? "none" : one.names,
                   one.not_after);
  }
}

void add_modes(Out out, const Probe& probe) {
  fmt::format_to(out, "  {:<12} {:<9} {}\n", "sslmode", "connects", "how, or why not");
  for (const ModeOutcome& one : probe.modes) {
    fmt::format_to(out, "  {:<12} {:<9} {}{}{}\n", to_text(one.mode).view(),
                   one.succeeds ? "yes" : "no", one.why.view(), one.detail.empty() ? "" : ": ",
                   one.detail);
  }
}

}  // namespace

std::string probe_text(std::size_t number, const Endpoint& endpoint, Hosts hosts,
                       const Probe& probe) {
  std::string text;
  const Out out = std::back_inserter(text);
  fmt::format_to(out, "host {}: {}\n", number,
                 hosts == Hosts::kShown
                     ? printable(endpoint.address, 253) + ":" + printable(endpoint.port, 5)
                     : std::string(kRedacted));
  if (endpoint.socket) {
    fmt::format_to(out, "  a unix socket: there is no TLS, and sslmode is ignored\n");
    return text;
  }
  if (!probe.failure.empty()) {
    fmt::format_to(out, "  {}\n", probe.failure.view());
  }
  if (probe.answer == Answer::kTls) {
    add_chain(out, probe);
  }
  if (!probe.modes.empty()) {
    add_modes(out, probe);
  }
  return text;
}

}  // namespace postern::explain_dsn
