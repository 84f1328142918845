// Writes JSON text piece by piece.
// Guarantees text that a strict parser takes, for valid UTF-8 and finite numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::kube {

/// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

void append_json_number(std::string& out, std::int64_t value);
void append_json_number(std::string& out, std::uint64_t value);

/// Appends a finite number as Go's encoding/json does, except that an integral value beyond
/// 64 bits gets ".0" (simdjson refuses integers of that size).
void append_json_number(std::string& out, double value);

}  // namespace postern::kube
