// Text that is safe to show: valid UTF-8, no control characters, bounded in length.
// Guarantees that a result never ends inside a character and never exceeds the limit in bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern {

/// Length in bytes of the valid UTF-8 sequence at the start of `text`; 0 when there is none
/// (overlong forms, surrogates and values above U+10FFFF are none, RFC 3629 section 3).
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view text);

/// `text` with every control character (C0, DEL, C1, line separators, direction marks) and every
/// invalid byte replaced by '?', cut on a character boundary to at most `limit` bytes.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit);

/// The longest prefix of valid UTF-8 `text` that has at most `limit` bytes and ends on a boundary.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t limit);

}  // namespace postern
