// Walks the PEM blocks of a text as OpenSSL, and so libpq, reads a file of trust anchors.
// Guarantees that the decoded bytes of a block are wiped before the next one is read.
#pragma once

#include <cstdint>
#include <string_view>

#include "x509/openssl_handles.h"

namespace postern::x509 {

class PemBlocks {
 public:
  /// `text` must outlive the walk.
  explicit PemBlocks(std::string_view text);
  PemBlocks(const PemBlocks&) = delete;
  PemBlocks& operator=(const PemBlocks&) = delete;
  ~PemBlocks();

  enum class Step : std::uint8_t { kBlock, kEnd, kDamaged };

  /// Steps to the next block; text between blocks is skipped. After kEnd and kDamaged there is
  /// nothing more: OpenSSL refuses a whole file for one damaged block.
  [[nodiscard]] Step next();

  /// "CERTIFICATE", and the decoded bytes; valid until the next step.
  [[nodiscard]] std::string_view label() const;
  [[nodiscard]] std::string_view bytes() const;

 private:
  void release();

  BioHandle input_;
  char* label_ = nullptr;
  char* header_ = nullptr;
  unsigned char* bytes_ = nullptr;
  long size_ = 0;
};

}  // namespace postern::x509
