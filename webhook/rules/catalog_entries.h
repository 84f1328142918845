// The rules that the catalog lists, each defined in the source file of its name.
#pragma once

#include "rules/rule.h"

namespace postern::rules {

extern const Rule configmap_dsn_password;
extern const Rule dsn_malformed;
extern const Rule dsn_not_url;
extern const Rule dsn_sslmode_missing;
extern const Rule dsn_sslmode_weak;
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
extern const Rule workload_inline_dsn;
extern const Rule workload_inline_password;

}  // namespace postern::rules
