#include "policy/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace postern::policy {
namespace {

template <typename Number>
Number number_in(std::string_view text, std::size_t begin, std::size_t length) {
  Number value = 0;
  std::from_chars(text.data() + begin, text.data() + begin + length, value);
  return value;
}

bool looks_like_a_date(std::string_view text) {
  constexpr std::string_view kPattern = "dddd-dd-dd";
  return std::ranges::equal(text, kPattern, [](char c, char expected) {
    return expected == 'd' ? c >= '0' && c <= '9' : c == expected;
  });
}

}  // namespace

std::string Date::str() const {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<Date> date_from_text(std::string_view text) {
  if (!looks_like_a_date(text)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date(std::chrono::year(number_in<int>(text, 0, 4)),
                                         std::chrono::month(number_in<unsigned>(text, 5, 2)),
                                         std::chrono::day(number_in<unsigned>(text, 8, 2)));
  // The range of Instant (64-bit nanoseconds) ends in 2262.
  if (!date.ok() || date.year() < std::chrono::year(1970) ||
      date.year() > std::chrono::year(2200)) {
    return std::nullopt;
  }
  return Date{.day = std::chrono::sys_days(date)};
}

}  // namespace postern::policy
