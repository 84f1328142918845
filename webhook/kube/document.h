// One document as everything downstream walks it: a simdjson DOM, whether it was JSON or YAML.
// Guarantees bounded size and depth, valid UTF-8 and no duplicate key; elements survive a move.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <memory>
#include <tl/expected.hpp>
#include <utility>

#include "base/result.h"

namespace postern::kube {

/// What a loader accepts. Beyond any of these a document is refused, never cut.
struct Limits {
  std::size_t bytes = 32U << 20U;  ///< of the text, and of the JSON a YAML text expands to
  std::size_t depth = 64;          ///< objects and arrays inside each other
  std::size_t nodes = 1U << 20U;   ///< values of one YAML document, aliases expanded
};

/// An AdmissionReview adds two levels (itself and `request`) around the object it carries.
inline constexpr std::size_t kReviewLevels = 2;

/// A place in a text, both from 1; {0, 0} means the place is not known. Columns count characters.
struct Position {
  std::size_t line = 0;
  std::size_t column = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// Why a text was refused and where. The message is a reason only, it never quotes the text.
struct LoadError : Error {
  Position position;
};

template <typename T>
using LoadResult = tl::expected<T, LoadError>;

class Document {
 public:
  explicit Document(std::unique_ptr<simdjson::dom::document> dom) : dom_(std::move(dom)) {}

  /// Valid as long as the Document lives, also after it was moved.
  [[nodiscard]] simdjson::dom::element root() const { return dom_->root(); }

 private:
  std::unique_ptr<simdjson::dom::document> dom_;
};

}  // namespace postern::kube
