#include "front/connection_table.h"

namespace postern::front {

Connection& ConnectionTable::add(std::unique_ptr<Connection> connection) {
  Connection& added = *connection;
  const std::lock_guard lock(mutex_);
  connections_.emplace(&added, std::move(connection));
  return added;
}

void ConnectionTable::remove(Connection& connection) {
  decltype(connections_)::node_type removed;  // its destruction (TLS, close) needs no lock
  const std::lock_guard lock(mutex_);
  removed = connections_.extract(&connection);
}

void ConnectionTable::sweep(SteadyTime now, bool leaving) {
  const std::lock_guard lock(mutex_);
  for (const auto& [raw, connection] : connections_) {
    connection->expire(now, leaving);
  }
}

std::size_t ConnectionTable::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

}  // namespace postern::front
