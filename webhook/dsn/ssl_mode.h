// libpq's sslmode values, ordered by what they protect.
// Guarantees that a greater value protects at least as much as a smaller one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/speakable.h"

namespace postern::dsn {

enum class SslMode : std::uint8_t { kDisable, kAllow, kPrefer, kRequire, kVerifyCa, kVerifyFull };

[[nodiscard]] constexpr Literal to_text(SslMode mode) {
  switch (mode) {
    case SslMode::kDisable:
      return "disable";
    case SslMode::kAllow:
      return "allow";
    case SslMode::kPrefer:
      return "prefer";
    case SslMode::kRequire:
      return "require";
    case SslMode::kVerifyCa:
      return "verify-ca";
    case SslMode::kVerifyFull:
      return "verify-full";
  }
  return "disable";
}

/// Exactly libpq's spelling; case matters (fe-connect.c, pqConnectOptions2).
[[nodiscard]] std::optional<SslMode> ssl_mode_from_text(std::string_view text);

}  // namespace postern::dsn
