#include "dsn/ssl_mode.h"

namespace postern::dsn {

std::optional<SslMode> ssl_mode_from_text(std::string_view text) {
  for (const SslMode mode : {SslMode::kDisable, SslMode::kAllow, SslMode::kPrefer,
                             SslMode::kRequire, SslMode::kVerifyCa, SslMode::kVerifyFull}) {
    if (to_text(mode).view() == text) {
      return mode;
    }
  }
  return std::nullopt;
}

}  // namespace postern::dsn
