#include "rules/ca_key.h"

#include <algorithm>
#include <array>

#include "dsn/target.h"
#include "kube/database_name.h"

namespace postern::rules {
namespace {

constexpr std::array<std::string_view, 7> kCaKeys = {
    "ca.crt",       "ca.pem", "root.crt", "*-ca.pem", "*ca-bundle*", "global-bundle.pem",
    "server-ca.pem"};

bool is_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.starts_with(directory) &&
         (directory.ends_with('/') || path[directory.size()] == '/');
}

// The file that a mount makes, or a file of the directory that it fills, verifies a server.
bool verifies_with(const kube::WorkloadFacts& workload, const kube::Use& use) {
  return use.kind == kube::Use::Kind::kFile &&
         std::ranges::any_of(workload.root_certificates, [&](std::string_view path) {
           return use.key.empty() ? is_below(path, use.path) : path == use.path;
         });
}

bool is_mounted_as_root_certificate(const kube::Meta& meta, kube::SourceKind kind,
                                    const Context& context) {
  bool found = false;
  context.world.each_user(
      meta.name_space, kind, meta.name, [&](const kube::WorkloadFacts& workload) {
        found =
            found || std::ranges::any_of(workload.uses, [&](const kube::Use& use) {
              return use.source == kind && use.object == meta.name && verifies_with(workload, use);
            });
      });
  return found;
}

}  // namespace

bool is_ca_key(std::string_view key) {
  return std::ranges::any_of(
      kCaKeys, [&](std::string_view pattern) { return dsn::host_matches(pattern, key); });
}

bool names_database(std::string_view object, std::string_view key) {
  const kube::DatabaseName name = std::max(kube::database_name(object), kube::database_name(key));
  return name == kube::DatabaseName::kPostgres || name == kube::DatabaseName::kDatabase;
}

bool is_known_ca_object(const kube::Meta& meta, kube::SourceKind kind, const Context& context) {
  const bool named =
      std::ranges::any_of(context.policy.applications, [&](const policy::Application& application) {
        return application.declares_ca_secret(meta.name);
      });
  return named || is_mounted_as_root_certificate(meta, kind, context);
}

}  // namespace postern::rules
