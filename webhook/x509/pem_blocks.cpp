#include "x509/pem_blocks.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace postern::x509 {

PemBlocks::PemBlocks(std::string_view text)
    : input_(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))) {}

PemBlocks::~PemBlocks() { release(); }

void PemBlocks::release() {
  OPENSSL_free(label_);
  OPENSSL_free(header_);
  OPENSSL_clear_free(bytes_, static_cast<std::size_t>(size_));
  label_ = nullptr;
  header_ = nullptr;
  bytes_ = nullptr;
  size_ = 0;
}

PemBlocks::Step PemBlocks::next() {
  release();
  if (!input_) {
    return Step::kDamaged;
  }
  if (PEM_read_bio(input_.get(), &label_, &header_, &bytes_, &size_) == 1) {
    return Step::kBlock;
  }
  label_ = nullptr;
  header_ = nullptr;
  bytes_ = nullptr;
  size_ = 0;
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE
             ? Step::kEnd
             : Step::kDamaged;
}

std::string_view PemBlocks::label() const { return label_ == nullptr ? "" : label_; }

std::string_view PemBlocks::bytes() const {
  return {reinterpret_cast<const char*>(bytes_), static_cast<std::size_t>(size_)};
}

}  // namespace postern::x509
