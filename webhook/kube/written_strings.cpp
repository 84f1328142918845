#include "kube/written_strings.h"

#include <algorithm>
#include <array>

#include "dsn/written_password.h"
#include "kube/references.h"

namespace postern::kube {
namespace {

struct StandIn {
  std::string_view parameter;
  std::string_view value;
};

// Parameters of which not every value will do; an empty hostaddr is none (fe-connect.c,
// connectOptions2).
constexpr std::array kStandIns = {
    StandIn{"sslrootcert", "hidden"},
    StandIn{"host", "hidden"},
    StandIn{"hostaddr", ""},
    StandIn{"ssl", "true"},
    StandIn{"sslcompression", "0"},
    StandIn{"channel_binding", "prefer"},
    StandIn{"gssencmode", "prefer"},
    StandIn{"load_balance_hosts", "disable"},
    StandIn{"replication", "false"},
    StandIn{"require_auth", "scram-sha-256"},
    StandIn{"sslcertmode", "allow"},
    StandIn{"sslnegotiation", "postgres"},
    StandIn{"ssl_min_protocol_version", "TLSv1.2"},
    StandIn{"ssl_max_protocol_version", "TLSv1.3"},
    StandIn{"target_session_attrs", "any"},
};

bool ends_in_parameter(std::string_view before, std::string_view parameter) {
  if (!before.ends_with('=')) {
    return false;
  }
  before.remove_suffix(1);
  if (!before.ends_with(parameter)) {
    return false;
  }
  before.remove_suffix(parameter.size());
  return before.empty() || before.ends_with('?') || before.ends_with('&') || before.ends_with(' ');
}

// A mode that verifies, with the file that it needs when `text` names none.
std::string_view mode_in(std::string_view text, std::string_view before) {
  if (text.find("sslrootcert=") != std::string_view::npos) {
    return "verify-full";
  }
  return before.find('?') == std::string_view::npos ? "verify-full sslrootcert=hidden"
                                                    : "verify-full&sslrootcert=hidden";
}

// What stands for a value that exists and is not visible, by what stands before it in `text`: a
// host that is taken for a Service, a mode that verifies, a file (never "system", which libpq
// refuses beside require), a port; "1" is good for everything else.
std::string_view stand_in(std::string_view text, std::string_view before) {
  if (ends_in_parameter(before, "sslmode")) {
    return mode_in(text, before);
  }
  const auto* const known = std::ranges::find_if(kStandIns, [before](const StandIn& entry) {
    return ends_in_parameter(before, entry.parameter);
  });
  if (known != kStandIns.end()) {
    return known->value;
  }
  if (before.ends_with('?') || before.ends_with('&')) {
    return "sslmode=verify-full&sslrootcert=hidden";
  }
  const bool host = before.ends_with('@') || before.ends_with("://") || before.ends_with(',');
  return host ? "hidden" : "1";
}

// A shell variable, a shell default or a template's placeholder, and nothing else.
bool is_shell_reference(std::string_view text) {
  if (text.starts_with("${") || text.starts_with("{{")) {
    return text.ends_with('}');
  }
  return text.size() > 1 && text.starts_with('$') && is_variable_name(text.substr(1));
}

}  // namespace

std::optional<std::string> judged_text(std::string_view text, const FindVariable& find,
                                       Budget& budget) {
  std::string out;
  bool fits = true;
  const auto append = [&](std::string_view piece) {
    fits = fits && out.size() + piece.size() <= dsn::kMaximumLength + 1 &&
           budget.take(piece.size() + 1);
    out += fits ? piece : std::string_view();
  };
  bool begins_hidden = false;
  scan_references(text, append, [&](std::string_view name, std::string_view written) {
    const Variable variable = find(name);
    if (variable.value) {
      append(variable.value->expose());
    } else if (variable.presence == Presence::kAbsent && !names_a_service(name)) {
      append(written);
    } else {
      begins_hidden = begins_hidden || out.empty();
      append(stand_in(text, out));
    }
  });
  if (!fits) {
    return std::string(text);  // judged as it was written, rather than not at all
  }
  return begins_hidden ? std::nullopt : std::optional(std::move(out));
}

bool has_literal_password(std::string_view text, const dsn::Dsn& dsn, bool embedded) {
  const std::optional<Sealed<std::string>> found = dsn::written_password(dsn, text);
  if (!found) {
    return false;
  }
  const auto literal = [embedded](std::string_view password) {
    return !password.empty() && !(embedded && is_shell_reference(password));
  };
  if (!may_refer(text)) {
    return literal(found->expose());
  }
  // A mark stands for each reference; a password made of nothing else is no literal.
  constexpr char kMark = '\x02';
  std::string marked;
  scan_references(
      text, [&](std::string_view plain) { marked += plain; },
      [&](std::string_view, std::string_view) { marked += kMark; });
  const auto as_written = dsn::written_password(dsn::parse(marked), marked);
  if (!as_written) {
    return false;
  }
  std::string password = as_written->expose();
  std::erase(password, kMark);
  return literal(password);
}

}  // namespace postern::kube
