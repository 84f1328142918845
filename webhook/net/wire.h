// A TCP connection with one deadline for everything that is done on it.
// Guarantees that no call waits beyond the deadline, name resolution included.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::net {

using Clock = std::chrono::steady_clock;

class Wire {
 public:
  /// Resolves and connects, address after address.
  [[nodiscard]] static Result<Wire> connect(const std::string& host, const std::string& port,
                                            Clock::time_point deadline);

  Wire(Wire&& other) noexcept;
  Wire& operator=(Wire&&) = delete;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  ~Wire();

  [[nodiscard]] int fd() const { return fd_; }
  /// Waits for poll(2) events; false at the deadline.
  [[nodiscard]] bool wait(short events) const;
  [[nodiscard]] bool send(std::string_view bytes) const;
  /// One byte, or the reason why there is none.
  [[nodiscard]] Result<char> receive() const;

 private:
  Wire(int fd, Clock::time_point deadline) : fd_(fd), deadline_(deadline) {}

  int fd_ = -1;
  Clock::time_point deadline_;
};

}  // namespace postern::net
