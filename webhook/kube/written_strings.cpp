#include "kube/written_strings.h"

#include <algorithm>

#include "dsn/written_password.h"
#include "kube/references.h"

namespace postern::kube {
namespace {

// What stands for a value that exists and is not visible, by what stands before it: a host that is
// taken for a Service, a mode that verifies, a file (never "system", which libpq refuses beside
// require), a port; "1" is good for everything else.
std::string_view stand_in(std::string_view before) {
  if (before.ends_with("sslmode=")) {
    return "verify-full";
  }
  if (before.ends_with("sslrootcert=")) {
    return "hidden";
  }
  if (before.ends_with('?') || before.ends_with('&')) {
    return "sslmode=verify-full&sslrootcert=hidden";
  }
  const bool host = before.ends_with('@') || before.ends_with("://") || before.ends_with(',') ||
                    before.ends_with("host=") || before.ends_with("hostaddr=");
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
      append(stand_in(out));
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
