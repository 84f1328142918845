// The CA bundles of an object that belong to Postgres, read once for all rules.
// Guarantees that each has the path of its key and holds no byte of the value.
#pragma once

#include <string_view>
#include <vector>

#include "kube/connection_string.h"
#include "kube/object.h"
#include "rules/context.h"
#include "x509/ca_bundle.h"

namespace postern::rules {

struct CaValue {
  std::string_view key;
  kube::FieldPath path;
  x509::CaBundle bundle;
};

/// Every CA key (see ca_key.h) of a Secret or ConfigMap, in document order. `strings` are the
/// object's connection strings.
[[nodiscard]] std::vector<CaValue> ca_values(const kube::Object& object,
                                             const std::vector<kube::ConnectionString>& strings,
                                             const Context& context);

}  // namespace postern::rules
