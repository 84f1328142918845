#include "policy/application.h"

#include <algorithm>

namespace postern::policy {

bool Selector::matches(const kube::Meta& meta) const {
  return !labels.empty() && std::ranges::all_of(labels, [&](const LabelRequirement& required) {
    return meta.label(required.key) == required.value;
  });
}

bool Application::declares_dsn_key(std::string_view key) const {
  return std::ranges::find(dsn_keys, key) != dsn_keys.end();
}

bool Application::declares_password_variable(std::string_view variable) const {
  return std::ranges::find(password_variables, variable) != password_variables.end();
}

const Component* Application::component_of(const kube::Meta& meta) const {
  if (!selector.matches(meta)) {
    return nullptr;
  }
  const auto found = std::ranges::find_if(
      components, [&](const Component& component) { return component.selector.matches(meta); });
  return found == components.end() ? nullptr : &*found;
}

}  // namespace postern::policy
