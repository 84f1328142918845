#include "kube/duplicate_keys.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace postern::kube {
namespace {

namespace dom = simdjson::dom;

// Objects of a manifest rarely have more keys; comparing each pair is then cheaper than sorting.
constexpr std::size_t kPairwiseKeys = 24;

std::uint64_t load_bytes(const char* from, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, count);
  return word;
}

// Equal keys have equal fingerprints; of different ones few do (length, first and last bytes).
std::uint64_t fingerprint(std::string_view key) {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;
  const std::uint64_t length = key.size();
  if (length < sizeof(std::uint64_t)) {
    // dom strings end in a NUL and their buffer is padded, but that is simdjson's business.
    return (load_bytes(key.data(), length) ^ (length << 56U)) * kSpread;
  }
  const std::uint64_t first = load_bytes(key.data(), sizeof(std::uint64_t));
  const std::uint64_t last =
      load_bytes(key.data() + length - sizeof(std::uint64_t), sizeof(std::uint64_t));
  return ((first * kSpread) ^ last ^ length) * kSpread;
}

}  // namespace

bool DuplicateKeys::found_in(dom::element root) {
  pending_.clear();
  keep(root);
  while (!pending_.empty()) {
    const dom::element container = pending_.back();
    pending_.pop_back();
    keys_.clear();
    visit(container);
    if (keys_repeat()) {
      return true;
    }
  }
  return false;
}

void DuplicateKeys::release_beyond(std::size_t bytes) {
  if (keys_.capacity() * sizeof(Key) > bytes) {
    keys_ = {};
  }
  if (pending_.capacity() * sizeof(dom::element) > bytes) {
    pending_ = {};
  }
}

void DuplicateKeys::visit(dom::element container) {
  if (container.is_object()) {
    for (const dom::key_value_pair field : dom::object(container)) {
      keys_.push_back({fingerprint(field.key), field.key});
      keep(field.value);
    }
    return;
  }
  for (const dom::element item : dom::array(container)) {
    keep(item);
  }
}

void DuplicateKeys::keep(dom::element value) {
  if (value.is_object() || value.is_array()) {
    pending_.push_back(value);
  }
}

bool DuplicateKeys::keys_repeat() {
  if (keys_.size() <= kPairwiseKeys) {
    return small_set_repeats();
  }
  // By fingerprint first: an input made to collide costs comparisons of keys, not quadratic time.
  std::ranges::sort(keys_, [](const Key& a, const Key& b) {
    return a.fingerprint != b.fingerprint ? a.fingerprint < b.fingerprint : a.text < b.text;
  });
  return std::ranges::adjacent_find(keys_, [](const Key& a, const Key& b) {
           return a.fingerprint == b.fingerprint && a.text == b.text;
         }) != keys_.end();
}

bool DuplicateKeys::small_set_repeats() const {
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (keys_[i].fingerprint == keys_[j].fingerprint && keys_[i].text == keys_[j].text) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace postern::kube
