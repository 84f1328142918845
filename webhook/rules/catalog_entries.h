// The rules that the catalog lists, each defined in the source file of its name.
#pragma once

#include "rules/rule.h"

namespace postern::rules {

extern const Rule dsn_malformed;
extern const Rule dsn_not_url;
extern const Rule dsn_sslmode_missing;
extern const Rule dsn_sslmode_weak;
extern const Rule secret_data_invalid;
extern const Rule workload_inline_dsn;
extern const Rule workload_inline_password;

}  // namespace postern::rules
