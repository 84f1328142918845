// Finds an object that has the same key twice, anywhere in a document.
// Guarantees linear work in the usual case, n log n in the worst, and no recursion.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace postern::kube {

/// simdjson keeps every key and finds the first, Go's decoder keeps the last: who reads a
/// duplicate must pick a side, so it is refused (RFC 8259 section 4: "unpredictable"). Nothing is
/// skipped, not even managedFields: the check costs less than the exception would have to explain.
/// Keeps its buffers between calls; one thread at a time.
class DuplicateKeys {
 public:
  [[nodiscard]] bool found_in(const simdjson::dom::document& document);

  /// Gives the buffers back when they have grown beyond `bytes`.
  void release_beyond(std::size_t bytes);

 private:
  struct Key {
    std::uint64_t fingerprint;
    std::string_view text;
    friend bool operator==(const Key&, const Key&) = default;
  };

  [[nodiscard]] bool large_object_repeats(const simdjson::dom::document& document,
                                          std::uint64_t object);
  [[nodiscard]] static bool sorted_set_repeats(std::span<Key> keys);

  std::vector<Key> keys_;             // of one object
  std::vector<std::uint32_t> slots_;  // a table over them
};

}  // namespace postern::kube
