// A review to ask a webhook with, and what its reply says.
// Guarantees dry-run reviews, and that nothing of a reply is read but its verdict and its mode.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::ping {

enum class Subject : std::uint8_t { kSound, kViolating };

/// An AdmissionReview of a Secret whose connection string is verified, or may be plaintext.
[[nodiscard]] std::string review_of(Subject subject);

struct Answer {
  bool allowed = false;
  std::string_view mode;  // "enforce", "warn" or "audit"; empty: the reply does not say
};

/// Fails when the reply is no answer to that review.
[[nodiscard]] Result<Answer> read_answer(std::string_view reply, Subject subject);

}  // namespace postern::ping
