// A value that must never be shown: contents of Secrets and every part of a connection string.
// Guarantees that streams, fmt, spdlog, nlohmann/json and GoogleTest cannot print what it holds.
#pragma once

#include <fmt/core.h>

#include <compare>
#include <ostream>
#include <utility>

namespace postern {

template <typename T>
class Sealed {
 public:
  Sealed() = default;
  explicit Sealed(T value) : value_(std::move(value)) {}

  /// The secret itself. Only the files listed in tests/arch/expose_allowed.txt may call this.
  [[nodiscard]] const T& expose() const& { return value_; }
  [[nodiscard]] T expose() && { return std::move(value_); }

  friend bool operator==(const Sealed&, const Sealed&) = default;

  // Streams, JSON and fmt are refused at compile time, GoogleTest (which would dump the bytes of a
  // type without a printer) is given a fixed word.
  friend std::ostream& operator<<(std::ostream&, const Sealed&) = delete;
  template <typename Json>
  friend void to_json(Json&, const Sealed&) = delete;
  friend void PrintTo(const Sealed&, std::ostream* out) { *out << "<sealed>"; }

 private:
  T value_{};
};

template <typename T>
Sealed(T) -> Sealed<T>;

}  // namespace postern

template <typename T, typename Char>
struct fmt::formatter<postern::Sealed<T>, Char> {
  formatter() = delete;
};
