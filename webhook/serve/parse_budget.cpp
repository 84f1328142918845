#include "serve/parse_budget.h"

#include <algorithm>
#include <utility>

namespace postern::serve {
namespace {

// simdjson 3 (dom::parser, dom::document): every comma, colon and bracket brings at most one value
// and itself, each four bytes in the list of structural characters; the value two words of eight
// bytes on the tape. The texts are copied, each with its length and a terminator.
constexpr std::size_t kPerValue = 24;
constexpr std::size_t kPerByte = 1;
// The densest text has a value in every second byte: [1,1,1].
constexpr std::size_t kMostPerByte = kPerByte + kPerValue / 2;
// A text so small that counting is not worth it.
constexpr std::size_t kSmall = 64U << 10U;

// Room for ordinary requests beside the largest.
constexpr std::size_t kForOrdinary = 16U << 20U;

constexpr bool brings_a_value(char c) { return c == ',' || c == ':' || c == '[' || c == '{'; }

}  // namespace

std::size_t parse_cost(std::string_view text) {
  if (text.size() <= kSmall) {
    return text.size() * kMostPerByte;
  }
  const auto values = static_cast<std::size_t>(std::ranges::count_if(text, brings_a_value));
  return text.size() * kPerByte + std::min(values, text.size() / 2 + 1) * kPerValue;
}

ParseBudget::ParseBudget(std::size_t largest_text)
    : limit_(largest_text * kMostPerByte + kForOrdinary) {}

std::optional<ParseBudget::Share> ParseBudget::take(std::string_view text) {
  const std::size_t cost = parse_cost(text);
  if (held_.fetch_add(cost) + cost > limit_) {
    held_.fetch_sub(cost);
    return std::nullopt;
  }
  return Share(held_, cost);
}

ParseBudget::Share::Share(Share&& other) noexcept
    : held_(std::exchange(other.held_, nullptr)), bytes_(other.bytes_) {}

ParseBudget::Share::~Share() {
  if (held_ != nullptr) {
    held_->fetch_sub(bytes_);
  }
}

}  // namespace postern::serve
