// Looks Secrets and ConfigMaps up through the API server, for admission requests that wait.
// Guarantees an answer by the deadline, bounded memory, and facts instead of objects in the cache.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "cluster/client.h"
#include "kube/memory_world.h"
#include "kube/world.h"

namespace postern::cluster {

enum class LookupResult : std::uint8_t { kCached, kFound, kAbsent, kForbidden, kTimeout, kError };

/// A world that holds the one object, or why there is none.
using Found = std::variant<std::shared_ptr<const kube::MemoryWorld>, kube::Absent, kube::Unknown>;

struct Wanted {
  kube::SourceKind source;
  std::string_view name_space;
  std::string_view name;
};

class Lookup {
 public:
  /// Told how every lookup ended; called from many threads at once.
  using Observer = std::function<void(LookupResult)>;

  /// `at_a_time`: how many may wait for the API server; one more is Unknown at once, so that a slow
  /// API server never holds every worker.
  Lookup(Client client, std::size_t at_a_time, Observer observer);

  /// An answer is used again for `keep`; that there is none, for a second.
  [[nodiscard]] Found find(const Wanted& wanted, net::Clock::time_point deadline,
                           std::chrono::seconds keep);

  // When an answer does not fit any more, all are forgotten.
  static constexpr std::size_t kMostAnswers = 4096;
  static constexpr std::size_t kMostBytes = 32U << 20U;

 private:
  struct Answer {
    Found found;
    net::Clock::time_point end;
  };

  [[nodiscard]] std::optional<Found> remembered(const std::string& key);
  void remember(const std::string& key, Answer answer, std::size_t bytes);
  [[nodiscard]] Outcome<Sealed<std::string>> ask(const Wanted& wanted,
                                                 net::Clock::time_point deadline);

  Client client_;
  std::size_t at_a_time_;
  Observer observer_;
  std::atomic<std::size_t> waiting_{0};
  std::mutex mutex_;  // guards what follows
  std::map<std::string, Answer, std::less<>> answers_;
  std::size_t bytes_ = 0;
};

}  // namespace postern::cluster
