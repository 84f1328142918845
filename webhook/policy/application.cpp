#include "policy/application.h"

#include <algorithm>

namespace postern::policy {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(
      patterns, [&](const std::string& pattern) { return dsn::host_matches(pattern, name); });
}

}  // namespace

bool Selector::matches(const kube::Meta& meta) const {
  return !labels.empty() && std::ranges::all_of(labels, [&](const LabelRequirement& required) {
    return meta.label(required.key) == required.value;
  });
}

bool Application::declares_dsn_key(std::string_view key) const { return contains(dsn_keys, key); }

bool Application::takes_scheme_of(std::string_view text) const {
  const std::size_t end = text.find("://");
  return end != std::string_view::npos && contains(schemes, text.substr(0, end));
}

bool Application::declares_password_variable(std::string_view variable) const {
  return contains(password_variables, variable);
}

bool Application::declares_secret_key(std::string_view key) const {
  return contains(required_keys, key) || contains(embedded_keys, key) ||
         contains(password_variables, key);
}

bool Application::declares_ca_secret(std::string_view object) const {
  return any_matches(ca_secrets, object);
}

bool Application::is_embedded_host(std::string_view host,
                                   const dsn::TargetSettings& settings) const {
  if (dsn::target_of(host, settings) != dsn::Target::kInCluster) {
    return false;
  }
  const std::size_t service_end = host.find('.');
  if (!any_matches(embedded_hosts, host.substr(0, service_end))) {
    return false;
  }
  if (service_end == std::string_view::npos) {
    return true;
  }
  // In the cluster by the policy's own patterns, but no Service, when something else follows.
  const std::string_view behind = host.substr(service_end + 1);
  const std::size_t namespace_end = behind.find('.');
  const std::string_view suffix =
      namespace_end == std::string_view::npos ? "svc" : behind.substr(namespace_end + 1);
  return suffix == "svc" || suffix == "svc." || suffix.starts_with("svc.");
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
