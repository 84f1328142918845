#include "kube/duplicate_keys.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace postern::kube {
namespace {

namespace dom = simdjson::dom;

// Comparing each pair is cheaper than a table for so few keys, and most objects have no more.
constexpr std::size_t kPairwiseKeys = 8;
// A table that is at most half full rarely makes longer runs, unless somebody wants it to.
constexpr std::size_t kLongestRun = 16;

std::uint64_t load_bytes(const char* from, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, count);
  return word;
}

// Every byte of a key shorter than a word, in loads of a fixed size (they may overlap).
std::uint64_t load_short(const char* from, std::size_t length) {
  constexpr std::size_t kHalf = sizeof(std::uint32_t);
  if (length >= kHalf) {
    return load_bytes(from, kHalf) | (load_bytes(from + length - kHalf, kHalf) << 32U);
  }
  if (length == 0) {
    return 0;
  }
  return load_bytes(from, 1) | (load_bytes(from + length / 2, 1) << 8U) |
         (load_bytes(from + length - 1, 1) << 16U);
}

// Equal keys have equal fingerprints; of different ones few do (length, first and last bytes).
// The product's upper bits depend on every bit of the key, its lower bits do not.
std::uint64_t fingerprint(std::string_view key) {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  const std::uint64_t length = key.size();
  if (length < kWord) {
    return (load_short(key.data(), length) ^ (length << 56U)) * kSpread;
  }
  const std::uint64_t first = load_bytes(key.data(), kWord);
  const std::uint64_t last = load_bytes(key.data() + length - kWord, kWord);
  return ((first * kSpread) ^ last ^ length) * kSpread;
}

// The tape's words: a character for the type, then 56 bits.
constexpr char type(std::uint64_t word) { return static_cast<char>(word >> 56U); }
constexpr std::uint64_t payload(std::uint64_t word) { return word & 0x00FF'FFFF'FFFF'FFFFU; }
// A number's value is in a word of its own.
constexpr bool is_number(std::uint64_t word) {
  return type(word) == 'l' || type(word) == 'u' || type(word) == 'd';
}
// Of an object's or list's word: how many entries it has, at most 0xFFFFFF.
constexpr std::uint64_t entries(std::uint64_t word) { return (word >> 32U) & 0xFF'FFFFU; }

}  // namespace

DuplicateKeys::Kind DuplicateKeys::kind_of(std::uint64_t word) {
  if (type(word) == '[') {
    return Kind::kList;
  }
  return entries(word) > 1 ? Kind::kObject : Kind::kSmallObject;
}

// Walks simdjson's tape (its doc/tape.md, stable since 0.2): one pass over an array, where the
// DOM's iterators would walk every container twice.
bool DuplicateKeys::found_in(const dom::document& document) {
  const std::uint64_t* const tape = document.tape.get();
  const std::uint64_t end = payload(tape[0]);  // the tape begins and ends with a root word
  keys_.clear();
  open_.clear();
  Scope scope;
  for (std::uint64_t at = 1; at < end;) {
    if (scope.kind != Kind::kList && type(tape[at]) == '"') {
      if (scope.kind == Kind::kObject) {
        remember(document.string_buf.get() + payload(tape[at]));
      }
      ++at;  // to the value
    }
    const std::uint64_t word = tape[at];
    switch (type(word)) {
      case '{':
      case '[':
        open_.push_back(scope);
        scope = {kind_of(word), keys_.size()};
        ++at;
        break;
      case '}':
      case ']':
        if (scope.kind == Kind::kObject && keys_repeat(scope.first_key)) {
          return true;
        }
        keys_.resize(scope.first_key);
        scope = open_.back();
        open_.pop_back();
        ++at;
        break;
      default:
        at += is_number(word) ? 2U : 1U;
    }
  }
  return false;
}

void DuplicateKeys::release_beyond(std::size_t bytes) {
  if (keys_.capacity() * sizeof(Key) > bytes) {
    keys_ = {};
  }
  if (slots_.capacity() * sizeof(std::uint32_t) > bytes) {
    slots_ = {};
  }
}

// A string of the tape: its length, then its bytes.
void DuplicateKeys::remember(const std::uint8_t* string) {
  std::uint32_t length = 0;
  std::memcpy(&length, string, sizeof length);
  const std::string_view key(reinterpret_cast<const char*>(string) + sizeof length, length);
  keys_.push_back({fingerprint(key), key});
}

// Whether the keys from `first` on, those of one object, repeat.
bool DuplicateKeys::keys_repeat(std::size_t first) {
  const std::span<Key> keys = std::span(keys_).subspan(first);
  if (keys.size() <= kPairwiseKeys) {
    return small_set_repeats(keys);
  }
  if (keys.size() > UINT32_MAX / 2) {
    return sorted_set_repeats(keys);
  }
  slots_.assign(std::bit_ceil(2 * keys.size()), 0);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    switch (enter(keys, i)) {
      case Entered::kNew:
        break;
      case Entered::kRepeated:
        return true;
      case Entered::kCrowded:
        // An input made to collide costs a sort, not quadratic time.
        return sorted_set_repeats(keys);
    }
  }
  return false;
}

// Open addressing: a slot holds the index of a key, plus one.
DuplicateKeys::Entered DuplicateKeys::enter(std::span<const Key> keys, std::size_t index) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = keys[index].fingerprint >> std::countl_zero(mask);
  for (std::size_t run = 0; run < kLongestRun; ++run, slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) {
      slots_[slot] = static_cast<std::uint32_t>(index + 1);
      return Entered::kNew;
    }
    if (keys[slots_[slot] - 1] == keys[index]) {
      return Entered::kRepeated;
    }
  }
  return Entered::kCrowded;
}

bool DuplicateKeys::sorted_set_repeats(std::span<Key> keys) {
  std::ranges::sort(keys, [](const Key& a, const Key& b) {
    return a.fingerprint != b.fingerprint ? a.fingerprint < b.fingerprint : a.text < b.text;
  });
  return std::ranges::adjacent_find(keys) != keys.end();
}

bool DuplicateKeys::small_set_repeats(std::span<const Key> keys) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (keys[i] == keys[j]) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace postern::kube
