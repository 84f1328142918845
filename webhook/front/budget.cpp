#include "front/budget.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <utility>

namespace postern::front {

SourceAddress SourceAddress::from(const sockaddr_storage& address) {
  SourceAddress source;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    // As an IPv4-mapped address, which is how a dual-stack listener sees the same host.
    source.key[10] = source.key[11] = 0xFF;
    std::memcpy(source.key.data() + 12, &v4.sin_addr, 4);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr) != 0;
    std::memcpy(source.key.data(), &v6.sin6_addr, mapped ? 16 : 8);
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  source.text = text.data();
  return source;
}

Lease::Lease(Lease&& other) noexcept
    : budget_(std::exchange(other.budget_, nullptr)), key_(other.key_), bytes_(other.bytes_) {}

Lease::~Lease() {
  if (budget_ != nullptr) {
    budget_->leave(key_, bytes_);
  }
}

bool Lease::hold(std::size_t bytes) {
  if (bytes == bytes_) {
    return true;
  }
  if (!budget_->change(key_, bytes_, bytes)) {
    return false;
  }
  bytes_ = bytes;
  return true;
}

std::optional<Lease> Budget::admit(const SourceAddress& source) {
  const std::lock_guard lock(mutex_);
  if (connections_ >= limits_.connections) {
    return std::nullopt;
  }
  Source& state = sources_[source.key];
  if (state.connections >= limits_.connections_per_source) {
    return std::nullopt;
  }
  ++state.connections;
  ++connections_;
  return Lease(*this, source.key);
}

std::size_t Budget::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

bool Budget::change(const SourceAddress::Key& key, std::size_t from, std::size_t to) {
  const std::lock_guard lock(mutex_);
  Source& state = sources_[key];
  const std::size_t total = bytes_ - from + to;
  const std::size_t share = state.bytes - from + to;
  if (to > from && (total > limits_.bytes || share > limits_.bytes_per_source)) {
    return false;
  }
  bytes_ = total;
  state.bytes = share;
  return true;
}

void Budget::leave(const SourceAddress::Key& key, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto found = sources_.find(key);
  bytes_ -= bytes;
  --connections_;
  found->second.bytes -= bytes;
  if (--found->second.connections == 0) {
    sources_.erase(found);
  }
}

}  // namespace postern::front
