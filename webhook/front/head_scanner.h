// Finds the end of a request's head, which may arrive in pieces.
// Guarantees to refuse a malformed line or a limit passed as soon as it is seen.
#pragma once

#include <cstddef>
#include <string_view>

#include "front/framing.h"

namespace postern::front {

/// Looks for the end of a head that arrives in pieces. `text` always begins with the request line.
class HeadScanner {
 public:
  /// The length of the head with its empty line, 0 while more bytes are needed, or a refusal as
  /// soon as a line is malformed or a limit passed. Looks at every byte once over all calls.
  [[nodiscard]] tl::expected<std::size_t, Refusal> scan(std::string_view text,
                                                        const FramingLimits& limits);

 private:
  std::size_t line_start_ = 0;
  std::size_t seen_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace postern::front
