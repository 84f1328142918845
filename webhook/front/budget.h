// What one source address and all of them together may hold: connections and buffered bytes.
// Guarantees that neither limit is ever passed and that whatever was taken is given back.
#pragma once

#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace postern::front {

struct BudgetLimits {
  std::size_t connections = 4096;
  std::size_t connections_per_source = 256;
  std::size_t bytes = std::size_t{96} * 1024 * 1024;
  /// One source may not take everything: there is always room for another one's largest review.
  std::size_t bytes_per_source = std::size_t{64} * 1024 * 1024;
};

/// A numeric source address.
struct SourceAddress {
  /// What is counted together: an IPv4 address, or the /64 network of an IPv6 address, because one
  /// host has all of such a network at its disposal.
  using Key = std::array<unsigned char, 16>;
  Key key{};
  std::string text;

  [[nodiscard]] static SourceAddress from(const sockaddr_storage& address);
};

class Budget;

/// One admitted connection and the bytes buffered for it. Gives both back when destroyed.
class Lease {
 public:
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease();

  /// Changes the bytes held to `bytes`; false when a limit would be passed (nothing changes then).
  [[nodiscard]] bool hold(std::size_t bytes);

 private:
  friend class Budget;
  Lease(Budget& budget, const SourceAddress::Key& key) : budget_(&budget), key_(key) {}

  Budget* budget_;
  SourceAddress::Key key_;
  std::size_t bytes_ = 0;
};

class Budget {
 public:
  explicit Budget(const BudgetLimits& limits) : limits_(limits) {}

  /// Admits a connection, or nothing when there are too many.
  [[nodiscard]] std::optional<Lease> admit(const SourceAddress& source);

  [[nodiscard]] std::size_t bytes() const;

 private:
  friend class Lease;
  struct Source {
    std::size_t connections = 0;
    std::size_t bytes = 0;
  };
  [[nodiscard]] bool change(const SourceAddress::Key& key, std::size_t from, std::size_t to);
  void leave(const SourceAddress::Key& key, std::size_t bytes);

  BudgetLimits limits_;
  mutable std::mutex mutex_;
  std::map<SourceAddress::Key, Source> sources_;
  std::size_t connections_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace postern::front
