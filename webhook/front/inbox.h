// The received bytes of a request that is not complete yet, in one block.
// Guarantees kBodyPadding readable bytes behind its contents.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

namespace postern::front {

class Inbox {
 public:
  [[nodiscard]] std::string_view text() const { return {data_.get(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  /// Room to read into; commit() says how much of it was used.
  [[nodiscard]] std::span<char> room() { return {data_.get() + size_, capacity_ - size_}; }
  void commit(std::size_t bytes) { size_ += bytes; }

  /// Makes the capacity at least `capacity`, keeping the contents. Throws std::bad_alloc.
  void reserve(std::size_t capacity);

  /// Appends, growing as needed. Throws std::bad_alloc.
  void append(std::string_view bytes);

  /// Drops the first `bytes`, keeping what follows (the next request of a pipeline).
  void consume(std::size_t bytes);

  void clear() { size_ = 0; }

  /// Gives the memory back.
  void release();

 private:
  struct Free {
    void operator()(char* block) const { std::free(block); }
  };
  std::unique_ptr<char, Free> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace postern::front
