// How an application's contract is recognised in a Secret, and whose database the application uses.
// Guarantees that everything about an application comes from the policy.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dsn/dsn.h"
#include "kube/object.h"
#include "policy/application.h"
#include "rules/context.h"

namespace postern::rules {

/// The Postgres that the application brings along, or any other one.
enum class DatabaseMode : std::uint8_t { kEmbedded, kExternal };

/// A connection string under a key that the contract declares.
struct DeclaredDsn {
  const kube::Entry* entry = nullptr;
  std::string_view text;  // without blanks and quotes around it
  dsn::Dsn dsn;
};

/// A Secret that belongs to an application.
struct ApplicationSecret {
  const policy::Application* application = nullptr;
  std::vector<DeclaredDsn> dsns;  // in the contract's order, those that are not empty
  DatabaseMode mode = DatabaseMode::kExternal;
  bool holds_dsn_keys = false;  // false: the connection string is in a Secret of its own
  bool whole = false;           // the secrets of the whole application, not a string alone
};

/// Every host of the string is the service of the application's own database.
[[nodiscard]] bool leads_to_embedded(const policy::Application& application, const dsn::Dsn& dsn,
                                     const Context& context);

/// kEmbedded when every connection string leads to the application's own database.
[[nodiscard]] DatabaseMode mode_of(const policy::Application& application,
                                   const std::vector<DeclaredDsn>& dsns, const Context& context);

/// The application's connection strings in a Secret.
[[nodiscard]] std::vector<DeclaredDsn> declared_dsns(const policy::Application& application,
                                                     const kube::SecretView& secret);

/// The applications that a Secret belongs to: it holds two of a contract's connection string keys;
/// or one, and its labels or its name match; or none, its labels match, and it holds most of the
/// other required keys.
[[nodiscard]] std::vector<ApplicationSecret> application_secrets(const kube::SecretView& secret,
                                                                 const kube::Meta& meta,
                                                                 const Context& context);

}  // namespace postern::rules
