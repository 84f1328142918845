#include "kube/duplicate_keys.h"

#include <algorithm>
#include <array>
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
  const char* const bytes = key.data();
  const std::uint64_t length = key.size();
  if (length < kWord) {
    return (load_short(bytes, length) ^ (length << 56U)) * kSpread;
  }
  const std::uint64_t first = load_bytes(bytes, kWord);
  const std::uint64_t last = load_bytes(bytes + length - kWord, kWord);
  return ((first * kSpread) ^ last ^ length) * kSpread;
}

// The tape's words: a character for the type, then 56 bits.
constexpr char type(std::uint64_t word) { return static_cast<char>(word >> 56U); }
constexpr std::uint64_t payload(std::uint64_t word) { return word & 0x00FF'FFFF'FFFF'FFFFU; }
// A number's value is in a word of its own.
constexpr bool is_number(std::uint64_t word) {
  return type(word) == 'l' || type(word) == 'u' || type(word) == 'd';
}
constexpr bool is_container(std::uint64_t word) { return type(word) == '{' || type(word) == '['; }
// Of an object's or list's word: how many entries it has, at most 0xFFFFFF, and where the first
// word behind it is.
constexpr std::uint64_t entries(std::uint64_t word) { return (word >> 32U) & 0xFF'FFFFU; }
constexpr std::uint32_t behind(std::uint64_t word) { return static_cast<std::uint32_t>(word); }

// A string of the tape: its length, then its bytes.
std::string_view text_at(const std::uint8_t* string) {
  std::uint32_t length = 0;
  std::memcpy(&length, string, sizeof length);
  return {reinterpret_cast<const char*>(string) + sizeof length, length};
}

// Calls `visit(key)` for each key of the object that begins at a word of the tape.
template <typename Visit>
void each_key(const dom::document& document, std::uint64_t object, const Visit& visit) {
  const std::uint64_t* const tape = document.tape.get();
  for (std::uint64_t at = object + 1; type(tape[at]) == '"';) {
    visit(text_at(document.string_buf.get() + payload(tape[at])));
    const std::uint64_t value = tape[at + 1];
    at = is_container(value) ? behind(value) : at + (is_number(value) ? 3U : 2U);
  }
}

// Most keys beside each other differ in length.
bool small_object_repeats(const dom::document& document, std::uint64_t object) {
  std::array<std::string_view, kPairwiseKeys> keys;
  std::size_t count = 0;
  bool repeated = false;
  each_key(document, object, [&](std::string_view key) {
    const auto known = std::span(keys).first(count);
    repeated = repeated || std::ranges::find(known, key) != known.end();
    keys[count++] = key;
  });
  return repeated;
}

}  // namespace

// Walks simdjson's tape (its doc/tape.md, stable since 0.2) twice at most: once along all words,
// and once more over the keys of each object, jumping over what they hold.
bool DuplicateKeys::found_in(const dom::document& document) {
  const std::uint64_t* const tape = document.tape.get();
  const std::uint64_t end = payload(tape[0]);  // the tape begins and ends with a root word
  for (std::uint64_t at = 1; at < end; ++at) {
    const std::uint64_t word = tape[at];
    if (type(word) == '"') {
      continue;  // most words are strings
    }
    if (type(word) == '{' && entries(word) > 1 &&
        (entries(word) <= kPairwiseKeys ? small_object_repeats(document, at)
                                        : large_object_repeats(document, at))) {
      return true;
    }
    at += is_number(word) ? 1U : 0U;
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

// Open addressing: a slot holds the index of a key, plus one.
bool DuplicateKeys::large_object_repeats(const dom::document& document, std::uint64_t object) {
  keys_.clear();
  each_key(document, object,
           [this](std::string_view key) { keys_.push_back({fingerprint(key), key}); });
  const std::span<Key> keys = keys_;
  if (keys.size() > UINT32_MAX / 2) {
    return sorted_set_repeats(keys);
  }
  slots_.assign(std::bit_ceil(2 * keys.size()), 0);
  const std::span<std::uint32_t> slots = slots_;
  const std::size_t mask = slots.size() - 1;
  const int spare_bits = std::countl_zero(mask);
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    std::size_t slot = keys[i].fingerprint >> spare_bits;
    std::size_t run = 0;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      if (keys[slots[slot] - 1] == keys[i]) {
        return true;
      }
      // An input made to collide costs a sort, not quadratic time.
      if (++run == kLongestRun) {
        return sorted_set_repeats(keys);
      }
    }
    slots[slot] = i + 1;
  }
  return false;
}

bool DuplicateKeys::sorted_set_repeats(std::span<Key> keys) {
  std::ranges::sort(keys, [](const Key& a, const Key& b) {
    return a.fingerprint != b.fingerprint ? a.fingerprint < b.fingerprint : a.text < b.text;
  });
  return std::ranges::adjacent_find(keys) != keys.end();
}

}  // namespace postern::kube
