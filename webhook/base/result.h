// Failures as values: Result<T> is T or an Error whose text is speakable by type.
// Guarantees that an error message, like any other message, cannot hold a secret.
#pragma once

#include <tl/expected.hpp>

#include "base/speakable.h"

namespace postern {

struct Error {
  Sentence message;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// A failed Result; the arguments are those of say().
template <Speakable... Args>
[[nodiscard]] tl::unexpected<Error> failure(SpeakableFormat<std::type_identity_t<Args>...> format,
                                            const Args&... args) {
  return tl::unexpected<Error>(Error{say(format, args...)});
}

}  // namespace postern
