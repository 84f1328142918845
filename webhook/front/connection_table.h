// All connections of a front.
// Guarantees that a connection is destroyed only by who removes it, and never while it is swept.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "front/connection.h"

namespace postern::front {

class ConnectionTable {
 public:
  Connection& add(std::unique_ptr<Connection> connection);

  /// Destroys it. Only for the worker that has the connection.
  void remove(Connection& connection);

  /// Ends those whose deadline passed; with `leaving` also those on which nothing is under way.
  void sweep(SteadyTime now, bool leaving);

  [[nodiscard]] std::size_t size() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
};

}  // namespace postern::front
