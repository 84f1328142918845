// $(NAME) references in environment values, command and args, as the kubelet reads them.
// Guarantees the syntax of third_party/forked/golang/expansion: `$$` escapes, `$(` may stay open.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::kube {

/// Calls `plain(text)` for what stands for itself, an escaped `$` included, and
/// `reference(name, written)` for each `$(name)`, in order.
template <typename Plain, typename Reference>
void scan_references(std::string_view text, const Plain& plain, const Reference& reference) {
  while (!text.empty()) {
    const std::size_t dollar = text.find('$');
    if (dollar == std::string_view::npos || dollar + 1 == text.size()) {
      plain(text);
      return;
    }
    plain(text.substr(0, dollar));
    text.remove_prefix(dollar);
    const std::size_t end = text[1] == '(' ? text.find(')') : std::string_view::npos;
    if (end != std::string_view::npos) {
      reference(text.substr(2, end - 2), text.substr(0, end + 1));
      text.remove_prefix(end + 1);
      continue;
    }
    plain(text[1] == '$' ? text.substr(0, 1) : text.substr(0, 2));
    text.remove_prefix(2);
  }
}

/// The text has at least one `$`, so that expansion may change it.
[[nodiscard]] inline bool may_refer(std::string_view text) {
  return text.find('$') != std::string_view::npos;
}

/// A name that the API server takes for a variable (apimachinery, IsEnvVarName).
[[nodiscard]] bool is_variable_name(std::string_view name);

/// A variable that the kubelet sets for a Service: NAME_SERVICE_HOST, NAME_PORT_5432_TCP_ADDR, ...
/// (pkg/kubelet/envvars, FromServices).
[[nodiscard]] bool names_a_service(std::string_view variable);

/// What follows "--flag=" or "NAME=" when that is one reference: "--url=$(URL)" gives "$(URL)".
[[nodiscard]] std::string_view without_flag(std::string_view argument);

/// `text` without its references: what remains was written literally.
[[nodiscard]] std::string without_references(std::string_view text);

}  // namespace postern::kube
