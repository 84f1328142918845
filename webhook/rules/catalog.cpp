#include "rules/catalog.h"

#include <algorithm>
#include <array>

#include "rules/catalog_entries.h"

namespace postern::rules {
namespace {

constexpr std::array kCatalog = {
    &release_mode_unknown,                    //
    &release_type,                            //
    &release_dsn_missing,                     //
    &release_dsn_not_url,                     //
    &release_dsn_ignored,                     //
    &release_tls_mode_weak,                   //
    &release_tls_ca_missing,                  //
    &release_tls_unacknowledged,              //
    &release_tls_embedded,                    //
    &release_tls_doubled,                     //
    &release_ack_without_tls,                 //
    &release_lease_external,                  //
    &release_required_value_empty,            //
    &release_value_invalid,                   //
    &release_replicas,                        //
    &release_rollback_incomplete,             //
    &release_mode_switch_undrained,           //
    &release_unknown_key,                     //
    &release_schema_bypassed,                 //
    &dsn_malformed,                           //
    &dsn_not_url,                             //
    &dsn_stray_whitespace,                    //
    &dsn_double_encoded,                      //
    &dsn_unexpanded_variable,                 //
    &dsn_placeholder,                         //
    &dsn_host_missing,                        //
    &dsn_password_unencoded,                  //
    &dsn_password_missing,                    //
    &dsn_unknown_parameter,                   //
    &dsn_sslmode_missing,                     //
    &dsn_sslmode_weak,                        //
    &dsn_sslmode_below_minimum,               //
    &dsn_sslmode_unverified,                  //
    &dsn_tls_contradiction,                   //
    &dsn_sslrootcert_missing,                 //
    &dsn_verify_impossible,                   //
    &dsn_insecure_option,                     //
    &dsn_system_root_version,                 //
    &dsn_proxy_without_sidecar,               //
    &dsn_pooler_session_feature,              //
    &dsn_superuser,                           //
    &configmap_dsn_password,                  //
    &secret_ca_expired,                       //
    &secret_ca_not_ca,                        //
    &secret_ca_not_pem,                       //
    &secret_ca_private_key,                   //
    &secret_data_invalid,                     //
    &secret_dsn_changed_without_rollout,      //
    &secret_dsn_keys_disagree,                //
    &secret_embedded_key_in_external,         //
    &secret_embedded_tls,                     //
    &secret_last_applied_plaintext,           //
    &secret_required_key_missing,             //
    &workload_ca_mount_writable,              //
    &workload_ca_not_mounted,                 //
    &workload_dsn_source_conflict,            //
    &workload_embedded_in_external,           //
    &workload_inline_dsn,                     //
    &workload_inline_password,                //
    &workload_key_permissions,                //
    &workload_lease_mode_external,            //
    &workload_pghostaddr_redirect,            //
    &workload_pgsslmode_weak,                 //
    &workload_readonly_password_not_blanked,  //
    &workload_replicas,                       //
    &workload_secret_missing,                 //
    &workload_secret_violates,                //
    &workload_strategy,                       //
    &workload_tls_unacknowledged,             //
    &workload_variable_order,                 //
    &workload_whole_secret_import,            //
};

}  // namespace

std::span<const Rule* const> catalog() { return kCatalog; }

const Rule* find_rule(std::string_view id) {
  const auto found =
      std::ranges::find(kCatalog, id, [](const Rule* rule) { return rule->id.view(); });
  return found == kCatalog.end() ? nullptr : *found;
}

}  // namespace postern::rules
