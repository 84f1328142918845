#include "kube/references.h"

#include <algorithm>

namespace postern::kube {
namespace {

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_variable_name(std::string_view name) {
  if (name.empty() || is_digit(name.front()) || name == "." || name.starts_with("..")) {
    return false;
  }
  return std::ranges::all_of(
      name, [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; });
}

bool names_a_service(std::string_view variable) {
  if (variable.ends_with("_SERVICE_HOST") || variable.ends_with("_SERVICE_PORT") ||
      variable.ends_with("_PORT")) {
    return true;
  }
  return variable.find("_SERVICE_PORT_") != std::string_view::npos ||
         variable.find("_TCP_") != std::string_view::npos || variable.ends_with("_TCP");
}

std::string_view without_flag(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  return equals != std::string_view::npos && argument.substr(equals + 1).starts_with("$(")
             ? argument.substr(equals + 1)
             : argument;
}

std::string without_references(std::string_view text) {
  std::string literal;
  scan_references(
      text, [&](std::string_view plain) { literal += plain; },
      [](std::string_view, std::string_view) {});
  return literal;
}

}  // namespace postern::kube
