#include "rules/contract.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsn/recognise.h"
#include "kube/connection_string.h"

namespace postern::rules {
namespace {

using policy::Application;

std::size_t count_present(const std::vector<std::string>& keys, const kube::SecretView& secret) {
  return static_cast<std::size_t>(std::ranges::count_if(
      keys, [&](const std::string& key) { return secret.find(key) != nullptr; }));
}

bool has_word(std::string_view name, std::string_view word) {
  while (!name.empty()) {
    const std::size_t end = name.find_first_of("-_.");
    if (name.substr(0, end) == word) {
      return true;
    }
    name = end == std::string_view::npos ? std::string_view() : name.substr(end + 1);
  }
  return false;
}

/// What a Secret shows of one application.
struct Signs {
  std::size_t dsn_keys = 0;
  std::size_t required_keys = 0;
  bool labelled = false;
  bool named = false;

  [[nodiscard]] bool belongs(const Application& application) const {
    if (dsn_keys > 0) {
      return dsn_keys > 1 || labelled || named;
    }
    return labelled && required_keys * 2 > application.required_keys.size();
  }
};

Signs signs_of(const Application& application, const kube::SecretView& secret,
               const kube::Meta& meta) {
  const std::string_view name = meta.name.empty() ? meta.generate_name : meta.name;
  return {.dsn_keys = count_present(application.dsn_keys, secret),
          .required_keys = count_present(application.required_keys, secret),
          .labelled = application.selector.matches(meta),
          .named = has_word(name, application.name)};
}

}  // namespace

bool leads_to_embedded(const Application& application, const dsn::Dsn& dsn,
                       const Context& context) {
  return !dsn.hosts.empty() && std::ranges::all_of(dsn.hosts, [&](const dsn::Host& host) {
    return host.address.expose().empty() &&
           application.is_embedded_host(host.name.expose(), context.policy.tls.targets);
  });
}

DatabaseMode mode_of(const Application& application, const std::vector<DeclaredDsn>& dsns,
                     const Context& context) {
  const bool embedded =
      !dsns.empty() && std::ranges::all_of(dsns, [&](const DeclaredDsn& declared) {
        return leads_to_embedded(application, declared.dsn, context);
      });
  return embedded ? DatabaseMode::kEmbedded : DatabaseMode::kExternal;
}

std::vector<DeclaredDsn> declared_dsns(const Application& application,
                                       const kube::SecretView& secret) {
  std::vector<DeclaredDsn> dsns;
  for (const std::string& key : application.dsn_keys) {
    const kube::Entry* entry = secret.find(key);
    if (entry == nullptr || !entry->value) {
      continue;
    }
    const std::optional<dsn::Candidate> candidate =
        dsn::recognise(entry->value->expose(), dsn::KeyRole::kDeclaredDsn);
    if (candidate && !candidate->text.empty()) {
      dsns.push_back({.entry = entry, .text = candidate->text, .dsn = dsn::parse(candidate->text)});
    }
  }
  return dsns;
}

std::vector<ApplicationSecret> application_secrets(const kube::SecretView& secret,
                                                   const kube::Meta& meta, const Context& context) {
  std::vector<ApplicationSecret> found;
  if (!kube::is_application_secret(secret.type)) {
    return found;
  }
  for (const Application& application : context.policy.applications) {
    const Signs signs = signs_of(application, secret, meta);
    if (!signs.belongs(application)) {
      continue;
    }
    std::vector<DeclaredDsn> dsns = declared_dsns(application, secret);
    const DatabaseMode mode = mode_of(application, dsns, context);
    found.push_back({.application = &application,
                     .dsns = std::move(dsns),
                     .mode = mode,
                     .holds_dsn_keys = signs.dsn_keys > 0,
                     .whole = signs.dsn_keys > 1 || signs.required_keys > 0});
  }
  return found;
}

}  // namespace postern::rules
