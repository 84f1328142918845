#include "front/deadline.h"

namespace postern::front {

bool Deadline::claim() { return end_.exchange(kClaimed, std::memory_order_acq_rel) != kExpired; }

bool Deadline::expire(SteadyTime now) {
  Ticks end = end_.load(std::memory_order_acquire);
  if (end == kClaimed || end == kExpired || end > ticks(now)) {
    return false;
  }
  return end_.compare_exchange_strong(end, kExpired, std::memory_order_acq_rel);
}

}  // namespace postern::front
