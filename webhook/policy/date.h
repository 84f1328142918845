// A calendar day without a time, as policies give the end of an exception.
// Guarantees a day that exists; what "until that day" means is said in one place.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace postern::policy {

struct Date {
  std::chrono::sys_days day;

  /// The first instant after the day, UTC: an exception that expires on a day holds through it.
  [[nodiscard]] Instant end() const { return day + std::chrono::days(1); }
  [[nodiscard]] std::string str() const;  // 2027-01-31
  friend bool operator==(const Date&, const Date&) = default;
};

/// Exactly YYYY-MM-DD (RFC 3339, full-date) and a day of the calendar.
[[nodiscard]] std::optional<Date> date_from_text(std::string_view text);

}  // namespace postern::policy
