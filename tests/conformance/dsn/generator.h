// Random connection strings that follow the grammar most of the time and break it the rest.
// Guarantees the same sequence for the same seed, and never a NUL byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "dsn/libpq_version.h"

namespace postern::dsn::conformance {

class Generator {
 public:
  /// To a release before 16 most keywords of later ones are unknown, so they come up rarely.
  Generator(std::uint64_t seed, LibpqVersion version)
      : modern_percent_(version >= LibpqVersion::k16 ? 25 : 2), random_(seed) {}

  std::string next();

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }
  std::string_view pick(std::span<const std::string_view> choices) {
    return choices[below(choices.size())];
  }

  std::string uri();
  std::string authority();
  std::string host();
  std::string_view some_keyword();
  std::string query();
  std::string keyword_text();
  std::string keyword_value(std::string_view value);
  std::string component();
  std::string escaped(std::string_view text);
  std::string_view parameter_value(std::string_view keyword);
  void mutate(std::string& text);

  unsigned modern_percent_;
  std::mt19937_64 random_;
};

}  // namespace postern::dsn::conformance
