// The rules that the catalog lists, each defined in the source file of its name.
#pragma once

#include "rules/rule.h"

namespace postern::rules {

extern const Rule configmap_dsn_password;
extern const Rule dsn_double_encoded;
extern const Rule dsn_host_missing;
extern const Rule dsn_insecure_option;
extern const Rule dsn_malformed;
extern const Rule dsn_not_url;
extern const Rule dsn_password_missing;
extern const Rule dsn_password_unencoded;
extern const Rule dsn_placeholder;
extern const Rule dsn_pooler_session_feature;
extern const Rule dsn_proxy_without_sidecar;
extern const Rule dsn_sslmode_below_minimum;
extern const Rule dsn_sslmode_missing;
extern const Rule dsn_sslmode_unverified;
extern const Rule dsn_sslmode_weak;
extern const Rule dsn_sslrootcert_missing;
extern const Rule dsn_stray_whitespace;
extern const Rule dsn_superuser;
extern const Rule dsn_system_root_version;
extern const Rule dsn_tls_contradiction;
extern const Rule dsn_unexpanded_variable;
extern const Rule dsn_unknown_parameter;
extern const Rule dsn_verify_impossible;
extern const Rule release_ack_without_tls;
extern const Rule release_dsn_ignored;
extern const Rule release_dsn_missing;
extern const Rule release_dsn_not_url;
extern const Rule release_lease_external;
extern const Rule release_mode_switch_undrained;
extern const Rule release_mode_unknown;
extern const Rule release_replicas;
extern const Rule release_required_value_empty;
extern const Rule release_rollback_incomplete;
extern const Rule release_schema_bypassed;
extern const Rule release_tls_ca_missing;
extern const Rule release_tls_doubled;
extern const Rule release_tls_embedded;
extern const Rule release_tls_mode_weak;
extern const Rule release_tls_unacknowledged;
extern const Rule release_type;
extern const Rule release_unknown_key;
extern const Rule release_value_invalid;
extern const Rule secret_ca_expired;
extern const Rule secret_ca_not_ca;
extern const Rule secret_ca_not_pem;
extern const Rule secret_ca_private_key;
extern const Rule secret_data_invalid;
extern const Rule secret_dsn_changed_without_rollout;
extern const Rule secret_dsn_keys_disagree;
extern const Rule secret_embedded_key_in_external;
extern const Rule secret_embedded_tls;
extern const Rule secret_last_applied_plaintext;
extern const Rule secret_required_key_missing;
extern const Rule workload_ca_mount_writable;
extern const Rule workload_ca_not_mounted;
extern const Rule workload_dsn_source_conflict;
extern const Rule workload_embedded_in_external;
extern const Rule workload_inline_dsn;
extern const Rule workload_inline_password;
extern const Rule workload_key_permissions;
extern const Rule workload_lease_mode_external;
extern const Rule workload_pghostaddr_redirect;
extern const Rule workload_pgsslmode_weak;
extern const Rule workload_readonly_password_not_blanked;
extern const Rule workload_replicas;
extern const Rule workload_secret_missing;
extern const Rule workload_secret_violates;
extern const Rule workload_strategy;
extern const Rule workload_tls_unacknowledged;
extern const Rule workload_variable_order;
extern const Rule workload_whole_secret_import;

}  // namespace postern::rules
