#include "rules/catalog.h"

#include <algorithm>
#include <array>

#include "rules/catalog_entries.h"

namespace postern::rules {
namespace {

constexpr std::array kCatalog = {
    &dsn_double_encoded,                  //
    &dsn_host_missing,                    //
    &dsn_insecure_option,                 //
    &dsn_malformed,                       //
    &dsn_not_url,                         //
    &dsn_password_missing,                //
    &dsn_password_unencoded,              //
    &dsn_placeholder,                     //
    &dsn_pooler_session_feature,          //
    &dsn_sslmode_below_minimum,           //
    &dsn_sslmode_missing,                 //
    &dsn_sslmode_unverified,              //
    &dsn_sslmode_weak,                    //
    &dsn_sslrootcert_missing,             //
    &dsn_stray_whitespace,                //
    &dsn_superuser,                       //
    &dsn_system_root_version,             //
    &dsn_tls_contradiction,               //
    &dsn_unexpanded_variable,             //
    &dsn_unknown_parameter,               //
    &dsn_verify_impossible,               //
    &secret_dsn_keys_disagree,            //
    &secret_required_key_missing,         //
    &secret_embedded_key_in_external,     //
    &secret_embedded_tls,                 //
    &secret_data_invalid,                 //
    &secret_ca_not_pem,                   //
    &secret_ca_private_key,               //
    &secret_ca_not_ca,                    //
    &secret_ca_expired,                   //
    &secret_last_applied_plaintext,       //
    &secret_dsn_changed_without_rollout,  //
    &configmap_dsn_password,              //
    &workload_inline_dsn,                 //
    &workload_inline_password,            //
};

}  // namespace

std::span<const Rule* const> catalog() { return kCatalog; }

const Rule* find_rule(std::string_view id) {
  const auto found =
      std::ranges::find(kCatalog, id, [](const Rule* rule) { return rule->id.view(); });
  return found == kCatalog.end() ? nullptr : *found;
}

}  // namespace postern::rules
