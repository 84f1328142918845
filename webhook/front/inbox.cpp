#include "front/inbox.h"

#include <cstring>
#include <new>

#include "front/exchange.h"

namespace postern::front {

void Inbox::reserve(std::size_t capacity) {
  if (capacity <= capacity_) {
    return;
  }
  // realloc: the kernel moves the pages of a large block instead of copying them (mremap).
  auto* block = static_cast<char*>(std::realloc(data_.get(), capacity + kBodyPadding));
  if (block == nullptr) {
    throw std::bad_alloc();
  }
  static_cast<void>(data_.release());
  data_.reset(block);
  capacity_ = capacity;
  std::memset(block + capacity, 0, kBodyPadding);
}

void Inbox::append(std::string_view bytes) {
  reserve(size_ + bytes.size());
  std::memcpy(data_.get() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

void Inbox::consume(std::size_t bytes) {
  size_ -= bytes;
  if (size_ > 0) {
    std::memmove(data_.get(), data_.get() + bytes, size_);
  }
}

void Inbox::release() {
  data_.reset();
  size_ = 0;
  capacity_ = 0;
}

}  // namespace postern::front
