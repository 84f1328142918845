#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/known_rules.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

constexpr std::size_t kMostFindings = 20;
// No chart has so many values in one map; whoever does has no typo.
constexpr std::size_t kMostKeys = 1000;

using Children = std::set<std::string, std::less<>>;

// Every map that holds mapped values, with the keys that the contract knows in it.
std::map<std::string, Children, std::less<>> mapped_maps(const ReleaseFacts& facts) {
  std::vector<std::string_view> paths = facts.mapping.paths();
  for (const policy::Component& component : facts.application.components) {
    paths.push_back(component.replicas);
  }
  std::map<std::string, Children, std::less<>> maps;
  for (const std::string_view path : paths) {
    std::string map;
    for (const std::string& key : helm::value_path(path)) {
      maps[map].insert(key);
      map += (map.empty() ? "" : ".") + key;
    }
  }
  return maps;
}

class Judge {
 public:
  Judge(const ReleaseFacts& facts, Reporter& report) : facts_(facts), report_(report) {}

  void check_map(const std::string& path, const Children& known) {
    const helm::Value map = path.empty() ? facts_.values : facts_.value(path);
    if (map.most_keys() > kMostKeys) {
      return;
    }
    // Where the chart lists its keys, any other is unknown; else only what looks like a typo is,
    // and at the top, where other charts and `global` have their places.
    const bool listed = !path.empty() && map.has_default_map();
    std::vector<std::string_view> candidates(known.begin(), known.end());
    map.each_supplied_key([&](std::string_view key) {
      if (known.contains(key) || map.has_default(key) || found_ >= kMostFindings) {
        return;
      }
      const std::optional<std::string_view> meant = policy::nearest_of(key, candidates);
      if (listed || meant) {
        report_key(path, key, meant);
      }
    });
  }

 private:
  void report_key(const std::string& path, std::string_view key,
                  std::optional<std::string_view> meant) {
    ++found_;
    const kube::FieldPath place = facts_.path(path).child(key);
    if (meant) {
      report_.at(place, "the chart has no such value; {} may be meant", Name(*meant));
    } else {
      report_.at(place, "the chart has no such value");
    }
  }

  const ReleaseFacts& facts_;
  Reporter& report_;
  std::size_t found_ = 0;
};

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  Judge judge(facts, report);
  for (const auto& [path, known] : mapped_maps(facts)) {
    judge.check_map(path, known);
  }
}

}  // namespace

constexpr Rule release_unknown_key{
    .id = "release-unknown-key",
    .title = "Value that the chart does not have",
    .why =
        "Helm takes any key: a misspelt one changes nothing, and the default that it was "
        "meant to replace stays in force.",
    .hint = "Correct the key; helm show values prints those that the chart has.",
    .bad = R"(postgres: {mode: embedded, modee: external}
)",
    .good = R"(postgres: {mode: embedded}
)",
    .action = Action::kWarn,
    .on_release = check,
};

}  // namespace postern::rules
