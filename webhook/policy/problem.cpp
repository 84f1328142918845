#include "policy/problem.h"

namespace postern::policy {

void Problems::add(Gravity gravity, kube::FieldPath path, const Sentence& message, Spot spot) {
  std::size_t& count = gravity == Gravity::kError ? errors_ : warnings_;
  if (++count > kMaximum) {
    ++left_out_;
    return;
  }
  const Sentence whole = path.empty() ? message : say("{} {}", Name(path.str()), message);
  list_.push_back({.gravity = gravity, .spot = spot, .path = std::move(path), .message = whole});
}

}  // namespace postern::policy
