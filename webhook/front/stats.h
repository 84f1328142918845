// What a front counts about its connections and refusals, for gauges and counters.
// Guarantees that a snapshot can be taken at any time without stopping anyone.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>

#include "base/speakable.h"

namespace postern::front {

enum class ConnectionState : std::uint8_t {
  kHandshake,
  kIdle,
  kReading,
  kHandling,
  kWriting,
  kClosing
};
inline constexpr std::size_t kConnectionStates = 6;

[[nodiscard]] constexpr Literal to_text(ConnectionState state) {
  switch (state) {
    case ConnectionState::kHandshake:
      return "handshake";
    case ConnectionState::kIdle:
      return "idle";
    case ConnectionState::kReading:
      return "reading";
    case ConnectionState::kHandling:
      return "handling";
    case ConnectionState::kWriting:
      return "writing";
    case ConnectionState::kClosing:
      return "closing";
  }
  return "unknown";
}

struct StatsSnapshot {
  std::array<std::int64_t, kConnectionStates> connections{};  ///< indexed by ConnectionState
  std::map<int, std::uint64_t> refused;  ///< replies with a status of 400 and above, by status
  std::uint64_t accepted = 0;            ///< connections
  std::uint64_t turned_away = 0;         ///< connections beyond a limit, or without a certificate
  std::uint64_t expired = 0;             ///< connections closed by a deadline, idle ones included
};

class Stats {
 public:
  void enter(ConnectionState state) { at(state).fetch_add(1, std::memory_order_relaxed); }
  void leave(ConnectionState state) { at(state).fetch_sub(1, std::memory_order_relaxed); }
  void count_reply(int status) {
    if (status >= kFirst && status < kFirst + static_cast<int>(refused_.size())) {
      ++refused_[static_cast<std::size_t>(status - kFirst)];
    }
  }
  void count_accepted() { ++accepted_; }
  void count_turned_away() { ++turned_away_; }
  void count_expired() { ++expired_; }

  [[nodiscard]] StatsSnapshot snapshot() const {
    StatsSnapshot taken{{}, {}, accepted_, turned_away_, expired_};
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      taken.connections[i] = connections_[i];
    }
    for (std::size_t i = 0; i < refused_.size(); ++i) {
      if (const std::uint64_t count = refused_[i]; count > 0) {
        taken.refused.emplace(kFirst + static_cast<int>(i), count);
      }
    }
    return taken;
  }

 private:
  static constexpr int kFirst = 400;
  std::atomic<std::int64_t>& at(ConnectionState state) {
    return connections_[static_cast<std::size_t>(state)];
  }

  std::array<std::atomic<std::int64_t>, kConnectionStates> connections_{};
  std::array<std::atomic<std::uint64_t>, 200> refused_{};
  std::atomic<std::uint64_t> accepted_{0};
  std::atomic<std::uint64_t> turned_away_{0};
  std::atomic<std::uint64_t> expired_{0};
};

}  // namespace postern::front
