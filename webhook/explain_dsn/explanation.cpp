#include "explain_dsn/explanation.h"

#include <fmt/format.h>

#include <iterator>

#include "base/utf8.h"

namespace postern::explain_dsn {
namespace {

using Out = std::back_insert_iterator<std::string>;

// The components of a URI are named, the rest are parameters; their values are never shown.
Literal part_name(const dsn::Parameter& parameter) {
  return parameter.keyword.empty() ? Literal("an unknown parameter") : parameter.keyword;
}

Literal meaning(dsn::SslMode mode) {
  switch (mode) {
    case dsn::SslMode::kDisable:
      return "never encrypts: anyone on the path reads the password and the data";
    case dsn::SslMode::kAllow:
      return "tries plaintext first and TLS only when the server insists";
    case dsn::SslMode::kPrefer:
      return "tries TLS and falls back to plaintext: anyone on the path can make it fall back";
    case dsn::SslMode::kRequire:
      return "always encrypts, and takes any certificate unless a CA file is found: anyone on the "
             "path can pose as the server";
    case dsn::SslMode::kVerifyCa:
      return "encrypts and verifies the certificate's CA, not the server's name";
    case dsn::SslMode::kVerifyFull:
      return "encrypts and verifies the certificate's CA and the server's name";
  }
  return "";
}

Literal describe(dsn::Target target) {
  switch (target) {
    case dsn::Target::kNone:
      return "nothing";
    case dsn::Target::kSocket:
      return "a unix socket of this machine (TLS settings are ignored)";
    case dsn::Target::kLoopback:
      return "this machine or pod (loopback)";
    case dsn::Target::kInCluster:
      return "a host in the cluster";
    case dsn::Target::kExternal:
      return "a host outside the cluster";
  }
  return "";
}

void add_form(Out out, const Facts& facts) {
  const dsn::Dsn& read = facts.driver;
  if (read.dialect == dsn::Dialect::kLibpq) {
    const bool uri = facts.libpq.form == dsn::Form::kUri;
    const bool keyword = facts.libpq.form == dsn::Form::kKeyword;
    fmt::format_to(out, "A libpq connection string: {}.\n",
                   uri       ? "a URI"
                   : keyword ? "keywords and values"
                             : "neither a URI nor keywords and values");
    return;
  }
  fmt::format_to(out, "A connection string of {}{}{}; libpq itself cannot read it.\n",
                 to_text(read.dialect).view(), read.driver.empty() ? "" : " for ",
                 read.driver.view());
}

void add_fault(Out out, std::string_view who, const dsn::Fault& fault) {
  fmt::format_to(out, "  {} refuses it {}: {} (the {}, bytes {} to {}).\n", who,
                 fault.at_connect ? "when it connects" : "when it reads it", fault.reason.view(),
                 to_text(fault.component).view(), fault.range.begin, fault.range.end);
}

std::string shown_value(const dsn::Parameter& parameter, const Facts& facts) {
  const bool mode =
      parameter.key == dsn::Key::kSslmode && parameter.in_force && facts.explicit_mode.has_value();
  const bool root = parameter.key == dsn::Key::kSslrootcert && parameter.in_force &&
                    facts.root_certificate.has_value();
  return mode   ? std::string(to_text(*facts.explicit_mode).view())
         : root ? printable(*facts.root_certificate, 4096)
                : std::string(kRedacted);
}

void add_parts(Out out, const Facts& facts) {
  fmt::format_to(out, "\nParts:\n");
  for (std::size_t i = 0; i < facts.hosts.size(); ++i) {
    fmt::format_to(out, "  host {}: {}, port {}: {}\n", i + 1, printable(facts.hosts[i], 253),
                   printable(facts.ports[i], 253), describe(facts.targets[i]).view());
  }
  if (facts.provider != nullptr) {
    fmt::format_to(out, "  provider: {}\n", facts.provider->name.view());
  }
  for (const dsn::Parameter& parameter : facts.driver.parameters) {
    if (parameter.key == dsn::Key::kHost || parameter.key == dsn::Key::kPort) {
      continue;  // shown as hosts
    }
    fmt::format_to(out, "  {}: {}{}\n", part_name(parameter).view(), shown_value(parameter, facts),
                   parameter.in_force ? "" : " (replaced by a later one)");
  }
  if (!facts.has_password) {
    fmt::format_to(out, "  no password: the client looks for one elsewhere\n");
  }
}

void add_trust(Out out, const Facts& facts) {
  if (!facts.effective_mode || *facts.effective_mode < dsn::SslMode::kVerifyCa ||
      facts.root_certificate) {
    return;
  }
  fmt::format_to(out,
                 "  No sslrootcert: the CA is looked for in ~/.postgresql/root.crt, and without "
                 "that file the connection fails.\n");
}

void add_connect(Out out, const Facts& facts) {
  fmt::format_to(out, "\nAt connect:\n");
  if (facts.driver.dialect != dsn::Dialect::kLibpq) {
    fmt::format_to(out, "  TLS as {} reads it: {}.\n", to_text(facts.driver.dialect).view(),
                   to_text(facts.driver.tls.protection).view());
    if (facts.driver.fault) {
      add_fault(out, to_text(facts.driver.dialect).view(), *facts.driver.fault);
    }
    return;
  }
  if (facts.libpq.fault) {
    add_fault(out, "libpq", *facts.libpq.fault);
    return;
  }
  if (facts.hosts.size() > 1) {
    fmt::format_to(out, "  The {} hosts are tried in turn until one takes the connection.\n",
                   facts.hosts.size());
  }
  if (facts.mode_ignored) {
    fmt::format_to(out, "  A unix socket: sslmode is ignored, nothing is encrypted.\n");
  } else if (facts.effective_mode) {
    fmt::format_to(out, "  sslmode={}{} {}.\n", to_text(*facts.effective_mode).view(),
                   facts.explicit_mode ? "" : " (the default)",
                   meaning(*facts.effective_mode).view());
  }
  add_trust(out, facts);
  if (const dsn::LibpqVersion needed = dsn::required_version(facts.libpq);
      needed > dsn::LibpqVersion::k15) {
    fmt::format_to(out, "  Needs libpq {}: an older one refuses it or reads it differently.\n",
                   static_cast<int>(needed));
  }
  for (const dsn::Fault& fault : facts.libpq.latent_faults) {
    add_fault(out, "On some paths libpq", fault);
  }
}

void add_changes(Out out, const Facts& facts) {
  fmt::format_to(out, "\nTo change:\n");
  if (facts.findings.empty()) {
    fmt::format_to(
        out, "  {}\n",
        facts.driver.valid() ? "nothing that the rules know of" : "what the driver refuses, above");
  }
  for (const rules::Finding& finding : facts.findings) {
    fmt::format_to(out, "  {}: {}. {} [{}]\n", to_text(finding.action).view(),
                   finding.message.view(), finding.hint.view(), finding.rule->id.view());
  }
}

}  // namespace

std::string explanation(const Facts& facts) {
  std::string text;
  const Out out = std::back_inserter(text);
  add_form(out, facts);
  if (facts.driver.spilled_password) {
    fmt::format_to(out,
                   "A part of the password went into the {}: a reserved character in it is not "
                   "percent-encoded.\n",
                   to_text(*facts.driver.spilled_password).view());
  }
  add_parts(out, facts);
  add_connect(out, facts);
  add_changes(out, facts);
  return text;
}

}  // namespace postern::explain_dsn
