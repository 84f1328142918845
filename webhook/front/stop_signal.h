// A request to stop that threads can poll for beside their sockets.
// Guarantees that once raised it stays readable, so no waiter misses it.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "front/file_descriptor.h"

namespace postern::front {

class StopSignal {
 public:
  [[nodiscard]] bool valid() const { return fd_.valid(); }
  [[nodiscard]] int fd() const { return fd_.get(); }

  /// Callable from any thread, any number of times.
  void raise() {
    const std::uint64_t one = 1;
    while (::write(fd_.get(), &one, sizeof one) < 0 && errno == EINTR) {
    }
  }

 private:
  FileDescriptor fd_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
};

}  // namespace postern::front
