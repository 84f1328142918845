#include "policy/known_rules.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "policy/glob.h"

namespace postern::policy {
namespace {

// No key or rule id is longer; beyond, a comparison would cost more than it helps.
constexpr std::size_t kLongestCompared = 64;

// Levenshtein's distance: insertions, deletions and replacements.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> nearest_of(std::string_view text,
                                           std::span<const std::string_view> candidates) {
  if (text.size() > kLongestCompared) {
    return std::nullopt;
  }
  std::size_t least = std::max(text.size() / 3, std::size_t{1}) + 1;
  std::optional<std::string_view> nearest;
  for (const std::string_view candidate : candidates) {
    const std::size_t changes = distance(text, candidate);
    if (changes < least) {
      least = changes;
      nearest = candidate;
    }
  }
  return nearest;
}

bool KnownRules::has(std::string_view id) const {
  return std::ranges::find(rules, id, &KnownRule::id) != rules.end();
}

std::optional<std::string_view> KnownRules::renamed(std::string_view former) const {
  const auto found = std::ranges::find(aliases, former, &RuleAlias::former);
  return found == aliases.end() ? std::nullopt : std::optional(found->id);
}

bool KnownRules::any_matches(std::string_view glob) const {
  return std::ranges::any_of(rules,
                             [&](const KnownRule& rule) { return glob_matches(glob, rule.id); });
}

std::optional<std::string_view> KnownRules::nearest(std::string_view text) const {
  std::vector<std::string_view> ids;
  ids.reserve(rules.size());
  std::ranges::transform(rules, std::back_inserter(ids), &KnownRule::id);
  return nearest_of(text, ids);
}

}  // namespace postern::policy
