#include "guide/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/speakable.h"
#include "engine/known_rules.h"
#include "guide/pages.h"

namespace postern::guide {
namespace {

enum class ListFormat : unsigned char { kText, kJson, kMarkdown };

struct ListOptions {
  bool json = false;
  bool markdown = false;
  std::string id;

  [[nodiscard]] ListFormat format() const {
    if (json) {
      return ListFormat::kJson;
    }
    return markdown ? ListFormat::kMarkdown : ListFormat::kText;
  }
};

int unknown_rule(const std::string& id) {
  const policy::KnownRules known = engine::known_rules();
  const std::optional<std::string_view> nearest = known.nearest(id);
  fmt::print(stderr, "postern: there is no rule {}; {}\n", Name(id).view(),
             nearest ? fmt::format("did you mean {}?", *nearest) : "`postern rules` lists them");
  return 2;
}

int list(const ListOptions& options) {
  if (!options.id.empty()) {
    const rules::Rule* rule = engine::find_rule(options.id);
    if (rule == nullptr) {
      return unknown_rule(options.id);
    }
    fmt::print("{}", options.markdown ? markdown_page(*rule) : explanation(*rule));
    return 0;
  }
  switch (options.format()) {
    case ListFormat::kText:
      fmt::print("{}", text_list());
      return 0;
    case ListFormat::kJson:
      fmt::print("{}", json_list());
      return 0;
    case ListFormat::kMarkdown:
      fmt::print("{}", markdown_index());
      return 0;
  }
  return 0;
}

int explain(const std::string& id) {
  const rules::Rule* rule = engine::find_rule(id);
  if (rule == nullptr) {
    return unknown_rule(id);
  }
  fmt::print("{}", explanation(*rule));
  return 0;
}

}  // namespace

void add_commands(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App* rules = app.add_subcommand("rules", "List every rule, or show one");
  rules->add_option("id", options->id, "A rule's id");
  CLI::Option* json = rules->add_flag("--json", options->json, "A JSON document");
  rules->add_flag("--markdown", options->markdown, "The pages under docs/rules")->excludes(json);
  rules->callback([options, &exit_code] { exit_code = list(*options); });

  const auto id = std::make_shared<std::string>();
  CLI::App* explain_command =
      app.add_subcommand("explain", "Explain one rule: what, why, and what to write instead");
  explain_command->add_option("id", *id, "The rule's id")->required();
  explain_command->callback([id, &exit_code] { exit_code = explain(*id); });
}

}  // namespace postern::guide
