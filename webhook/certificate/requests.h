// What all requests of `postern certs ensure` have in common.
// Guarantees one field manager, so that others see whose fields these are.
#pragma once

#include <chrono>

#include "net/wire.h"

namespace postern::certificate {

inline constexpr auto kFieldManager = "?fieldManager=postern-certs";
inline constexpr std::chrono::seconds kRequestTime{10};

[[nodiscard]] inline net::Clock::time_point request_deadline() {
  return net::Clock::now() + kRequestTime;
}

}  // namespace postern::certificate
