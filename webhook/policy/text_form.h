// What a text in a policy may look like: allowed characters, length, and what they must spell.
// Guarantees that the loader's check and the JSON Schema's pattern come from one description.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/speakable.h"

namespace postern::policy {

struct TextForm {
  Literal what;        // "is not {what}"
  Literal characters;  // as in a regular expression's brackets, ranges included; empty: printable
  std::size_t maximum = 253;                   // bytes
  bool (*spells)(std::string_view) = nullptr;  // what characters alone cannot say
  Literal format = "";                         // JSON Schema's name for it, where there is one
  bool names_rule = false;                     // a rule id, or a glob on rule ids

  /// True for a text that is not empty and has this form.
  [[nodiscard]] bool fits(std::string_view text) const;
  /// A regular expression (ECMA 262) that every text of this form matches.
  [[nodiscard]] std::string pattern() const;
};

extern const TextForm kEntryName;
extern const TextForm kProse;
extern const TextForm kRuleId;
extern const TextForm kRuleGlob;
extern const TextForm kKindGlob;
extern const TextForm kNameGlob;
extern const TextForm kHostGlob;
extern const TextForm kUserGlob;
extern const TextForm kCidrText;
extern const TextForm kDateText;
extern const TextForm kDomainName;
extern const TextForm kAbsolutePath;
extern const TextForm kLabelKey;
extern const TextForm kLabelValue;
extern const TextForm kDataKey;
extern const TextForm kScheme;
extern const TextForm kStrategy;
extern const TextForm kValuePath;
extern const TextForm kModeWord;

}  // namespace postern::policy
