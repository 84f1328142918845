#include "rules/catalog.h"

#include <algorithm>
#include <array>

#include "rules/catalog_entries.h"

namespace postern::rules {
namespace {

constexpr std::array kCatalog = {
    &dsn_malformed,        //
    &dsn_not_url,          //
    &dsn_sslmode_missing,  //
    &dsn_sslmode_weak,     //
    &secret_data_invalid,  //
    &workload_inline_dsn,  //
    &workload_inline_password,
};

}  // namespace

std::span<const Rule* const> catalog() { return kCatalog; }

const Rule* find_rule(std::string_view id) {
  const auto found =
      std::ranges::find(kCatalog, id, [](const Rule* rule) { return rule->id.view(); });
  return found == kCatalog.end() ? nullptr : *found;
}

}  // namespace postern::rules
