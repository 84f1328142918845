// Parts of a value that nobody filled in: placeholders and variables left unexpanded.
// Guarantees to read text only; what it found is named by kind, never by content.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/speakable.h"
#include "dsn/dsn.h"

namespace postern::dsn {

/// The syntaxes of variables that no Secret and no driver expands.
enum class Variable : std::uint8_t {
  kKubernetes,  // $(NAME): only the kubelet expands it, in env, command and args
  kShell,       // ${NAME}
  kTemplate,    // {{ ... }}
  kFormat,      // %s
};

[[nodiscard]] constexpr Literal to_text(Variable variable) {
  switch (variable) {
    case Variable::kKubernetes:
      return "$(NAME)";
    case Variable::kShell:
      return "${NAME}";
    case Variable::kTemplate:
      return "{{ }}";
    case Variable::kFormat:
      return "%s";
  }
  return "$(NAME)";
}

/// The first unexpanded variable in a value. A %s counts only where it is no percent escape and
/// stands for a whole part (between two of the separators of a URI or of a keyword string).
[[nodiscard]] std::optional<Variable> unexpanded_variable(std::string_view value);

/// The host is a name from an example, not one that a database could have: example.com itself,
/// "host", "<host>", "your-host" and the like. A name below example.com is none.
[[nodiscard]] bool is_placeholder_host(std::string_view host);

/// The password is one that an example or a template asks the reader to replace.
[[nodiscard]] bool is_placeholder_password(std::string_view password);

/// kHost or kPassword, whichever is a placeholder first.
[[nodiscard]] std::optional<Component> placeholder_in(const Dsn& dsn);

/// The names that administer a server: postgres, rdsadmin, cloudsqlsuperuser, ...
[[nodiscard]] bool is_superuser(std::string_view user);

}  // namespace postern::dsn
