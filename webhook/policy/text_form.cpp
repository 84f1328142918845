#include "policy/text_form.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "policy/cidr.h"
#include "policy/date.h"

namespace postern::policy {
namespace {

// One or more ranges "a-z" and single characters; '-' stands for itself at the end.
bool in_class(char c, std::string_view characters) {
  while (!characters.empty()) {
    const bool range = characters.size() >= 3 && characters[1] == '-';
    if (range ? c >= characters[0] && c <= characters[2] : c == characters[0]) {
      return true;
    }
    characters.remove_prefix(range ? 3 : 1);
  }
  return false;
}

bool is_alphanumeric(char c) { return in_class(c, "a-zA-Z0-9"); }

bool is_entry_name(std::string_view text) {
  return is_alphanumeric(text.front()) && is_alphanumeric(text.back());
}

bool is_absolute(std::string_view text) { return text.starts_with('/'); }

bool is_domain(std::string_view text) {
  return is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         text.find("..") == std::string_view::npos;
}

bool is_strategy(std::string_view text) { return text == "Recreate" || text == "RollingUpdate"; }

bool is_value_path(std::string_view text) {
  return !text.starts_with('.') && !text.ends_with('.') &&
         text.find("..") == std::string_view::npos;
}

}  // namespace

bool TextForm::fits(std::string_view text) const {
  if (text.empty() || text.size() > maximum) {
    return false;
  }
  const bool legal =
      characters.empty()
          ? printable(text, maximum) == text
          : std::ranges::all_of(text, [&](char c) { return in_class(c, characters.view()); });
  return legal && (spells == nullptr || spells(text));
}

std::string TextForm::pattern() const {
  // Lengths are bytes here and characters there: only a form of ASCII characters can state one.
  return characters.empty() ? R"(\S)" : fmt::format("^[{}]{{1,{}}}$", characters.view(), maximum);
}

const TextForm kEntryName{
    .what = "a name: lower-case letters, digits and '-', at most 63, a letter or digit at each end",
    .characters = "a-z0-9-",
    .maximum = 63,
    .spells = is_entry_name};
const TextForm kProse{
    .what = "a printable text of one line, at most 1000 bytes", .characters = "", .maximum = 1000};
const TextForm kRuleId{.what = "a rule id: lower-case letters, digits and '-'",
                       .characters = "a-z0-9-",
                       .maximum = 63,
                       .names_rule = true};
const TextForm kRuleGlob{
    .what = "a rule id or a glob on rule ids: lower-case letters, digits, '-', '*' and '?'",
    .characters = "a-z0-9*?-",
    .maximum = 63,
    .names_rule = true};
const TextForm kKindGlob{.what = "a glob on kinds: letters, digits, '*' and '?'",
                         .characters = "A-Za-z0-9*?",
                         .maximum = 63};
const TextForm kNameGlob{
    .what = "a glob on names: lower-case letters, digits, '-', '.', '*' and '?', at most 253",
    .characters = "a-z0-9.*?-"};
const TextForm kHostGlob{
    .what = "a glob on hosts: letters, digits, '-', '_', '.', ':', '*' and '?', at most 253",
    .characters = "A-Za-z0-9._:*?-"};
const TextForm kUserGlob{
    .what = R"(a glob on user or group names: printable ASCII without brackets, braces and '\')",
    .characters = " -Z^-z|~"};
const TextForm kCidrText{
    .what = "a CIDR range whose host bits are zero, such as 10.0.0.0/8",
    .characters = "0-9a-fA-F.:/",
    .maximum = 49,
    .spells = [](std::string_view text) { return cidr_from_text(text).has_value(); }};
const TextForm kDateText{
    .what = "a day of the calendar, written YYYY-MM-DD",
    .characters = "0-9-",
    .maximum = 10,
    .spells = [](std::string_view text) { return date_from_text(text).has_value(); },
    .format = "date"};
const TextForm kDomainName{.what = "a DNS domain: lower-case letters, digits, '-' and '.'",
                           .characters = "a-z0-9.-",
                           .spells = is_domain};
const TextForm kAbsolutePath{.what = R"(an absolute path without spaces, brackets and '\')",
                             .characters = "!-Z^-~",
                             .maximum = 1024,
                             .spells = is_absolute};
const TextForm kLabelKey{.what = "a label's key", .characters = "A-Za-z0-9._/-", .maximum = 317};
const TextForm kLabelValue{.what = "a label's value", .characters = "A-Za-z0-9._-", .maximum = 63};
const TextForm kDataKey{.what = "a key of a Secret or a variable: letters, digits, '.', '_', '-'",
                        .characters = "A-Za-z0-9._-"};
const TextForm kScheme{
    .what = "a URL scheme: letters, digits and '+'", .characters = "A-Za-z0-9+", .maximum = 42};
const TextForm kStrategy{.what = "Recreate or RollingUpdate",
                         .characters = "A-Za-z",
                         .maximum = 13,
                         .spells = is_strategy};
const TextForm kValuePath{.what = "a path of values: names with dots between them",
                          .characters = "A-Za-z0-9._-",
                          .spells = is_value_path};
const TextForm kModeWord{
    .what = "a word: letters, digits, '-' and '_'", .characters = "A-Za-z0-9_-", .maximum = 63};

}  // namespace postern::policy
