// One thing that a rule found wrong: where, what, and what to write instead.
// Guarantees that message and hint hold nothing but speakable text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/action.h"
#include "base/speakable.h"
#include "kube/field_path.h"

namespace postern::rules {

struct Rule;

/// Identifies a finding across runs: rule, path identity and the details of its message.
struct Fingerprint {
  std::uint64_t value = 0;
  [[nodiscard]] std::string str() const;  // 16 hexadecimal digits
  friend bool operator==(Fingerprint, Fingerprint) = default;
};

/// Adds text to a fingerprint (FNV-1a, 64 bits); order matters.
[[nodiscard]] Fingerprint extended(Fingerprint from, std::string_view text);

struct Finding {
  const Rule* rule = nullptr;
  kube::FieldPath path;
  Sentence message;  // what is wrong, without the path, no period at the end
  Sentence hint;     // what to write instead, a sentence with its period
  Action action = Action::kDeny;
  Fingerprint fingerprint;
  /// How bad it is on a closed scale (an sslmode, say), greater is worse; 0 where there is none.
  /// An update that makes a standing violation less bad, or leaves it, is not a new violation.
  int badness = 0;
};

}  // namespace postern::rules
