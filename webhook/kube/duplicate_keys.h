// Finds an object that has the same key twice, anywhere in a document.
// Guarantees linear work in the usual case, n log n in the worst, and no recursion.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace postern::kube {

/// simdjson keeps every key and finds the first, Go's decoder keeps the last: who reads a
/// duplicate must pick a side, so it is refused (RFC 8259 section 4: "unpredictable"). Nothing is
/// skipped, not even managedFields: the check costs less than the exception would have to explain.
/// Keeps its buffers between calls; one thread at a time.
class DuplicateKeys {
 public:
  [[nodiscard]] bool found_in(simdjson::dom::element root);

  /// Gives the buffers back when they have grown beyond `bytes`.
  void release_beyond(std::size_t bytes);

 private:
  struct Key {
    std::uint64_t fingerprint;
    std::string_view text;
  };

  void visit(simdjson::dom::element container);
  void keep(simdjson::dom::element value);
  [[nodiscard]] bool keys_repeat();
  [[nodiscard]] bool small_set_repeats() const;

  std::vector<Key> keys_;                        // of the object just visited
  std::vector<simdjson::dom::element> pending_;  // objects and arrays still to visit
};

}  // namespace postern::kube
