// What a stored release may take to read.
// Guarantees bounds that do not depend on one another: bytes, values, documents.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"

namespace postern::helm {

struct Limits {
  std::size_t bytes = 64U << 20U;  ///< of the payload once it is inflated
  std::size_t values = 1U << 20U;  ///< of the payload, and of its manifest's documents together
  std::size_t depth = 72;          ///< Kubernetes' 64, inside a list of hooks inside a release
  std::size_t documents = 10'000;  ///< of its manifest and hooks
};

/// Why a payload was not read. What Helm cannot read either can do no harm; what only Postern does
/// not read, because it is too large, can.
enum class Fault : std::uint8_t { kUndecodable, kTooLarge };

/// The message is a reason only, it never quotes the payload.
struct DecodeError : Error {
  Fault fault = Fault::kUndecodable;
};

template <typename T>
using DecodeResult = tl::expected<T, DecodeError>;

[[nodiscard]] inline tl::unexpected<DecodeError> undecodable(Literal reason) {
  return tl::unexpected(DecodeError{{reason}, Fault::kUndecodable});
}
[[nodiscard]] inline tl::unexpected<DecodeError> too_large(Literal reason) {
  return tl::unexpected(DecodeError{{reason}, Fault::kTooLarge});
}

}  // namespace postern::helm
