// Why the API server did not do what it was asked.
// Guarantees a message without a word of what the server answered: that may hold values.
#pragma once

#include <cstdint>
#include <tl/expected.hpp>

#include "base/speakable.h"

namespace postern::cluster {

enum class Refusal : std::uint8_t {
  kConfiguration,  // there is no way to the API server: no kubeconfig, no token
  kUnreachable,    // no connection, no TLS, or no trust
  kTooLate,        // no answer before the deadline
  kUnauthorized,   // 401
  kForbidden,      // 403
  kNotFound,       // 404
  kConflict,       // 409: another version is there, or the object exists already
  kGone,           // 410: what was asked for is too old
  kInvalid,        // any other 3xx or 4xx
  kBusy,           // 429 and 5xx: may be tried again
  kUnreadable,     // too long, or not what was asked for
};

struct Fault {
  Refusal refusal;
  Sentence message;
};

template <typename T>
using Outcome = tl::expected<T, Fault>;

template <Speakable... Args>
[[nodiscard]] tl::unexpected<Fault> fault(Refusal refusal,
                                          SpeakableFormat<std::type_identity_t<Args>...> format,
                                          const Args&... args) {
  return tl::unexpected(Fault{refusal, say(format, args...)});
}

}  // namespace postern::cluster
