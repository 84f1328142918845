// What is wrong, or odd, in a policy file, and where.
// Guarantees a bounded list: a file full of faults yields the first ones and a count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/speakable.h"
#include "kube/document.h"
#include "kube/field_path.h"

namespace postern::policy {

/// An error makes the file unusable; a warning is shown, and `lint --strict` fails for it.
enum class Gravity : std::uint8_t { kError, kWarning };

[[nodiscard]] constexpr Literal to_text(Gravity gravity) {
  switch (gravity) {
    case Gravity::kError:
      return "error";
    case Gravity::kWarning:
      return "warning";
  }
  return "error";
}

/// What of the path's field is wrong: its value, or that its key stands there.
enum class Spot : std::uint8_t { kValue, kKey };

struct Problem {
  Gravity gravity = Gravity::kError;
  Spot spot = Spot::kValue;
  kube::FieldPath path;     // empty: the file as a whole
  kube::Position position;  // {0, 0}: not known
  Sentence message;         // complete, with the path
};

class Problems {
 public:
  /// Adds "<path> <message>".
  void add(Gravity gravity, kube::FieldPath path, const Sentence& message,
           Spot spot = Spot::kValue);

  [[nodiscard]] bool has_error() const { return errors_ != 0; }
  /// Problems beyond the bound, which the list does not hold.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }
  [[nodiscard]] std::vector<Problem> take() { return std::move(list_); }

  /// How many of each gravity are kept.
  static constexpr std::size_t kMaximum = 50;

 private:
  std::vector<Problem> list_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace postern::policy
