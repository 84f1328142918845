#include "x509/server_pair.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <optional>

namespace postern::x509 {
namespace {

using StoreHandle = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using VerifyHandle = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;

// Without this OpenSSL asks the terminal for the pass phrase of an encrypted key.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

std::vector<X509Handle> read_certificates(std::string_view pem) {
  std::vector<X509Handle> certificates;
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, nullptr)) {
    certificates.emplace_back(next);
  }
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  return certificates;
}

KeyHandle read_key(const Sealed<std::string>& pem) {
  const std::string& text = pem.expose();
  const BioHandle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  return key;
}

std::optional<Instant> end_of(const X509* certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) {
    return std::nullopt;
  }
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

Result<void> verify(X509* leaf, const std::string& authorities_pem, Instant now) {
  const StoreHandle store(X509_STORE_new());
  for (const X509Handle& authority : read_certificates(authorities_pem)) {
    X509_STORE_add_cert(store.get(), authority.get());
  }
  const VerifyHandle context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store.get(), leaf, nullptr) != 1) {
    return failure("OpenSSL cannot verify certificates");
  }
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(now));
  const bool good = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (good) {
    return {};
  }
  // OpenSSL's own text, which quotes nothing.
  return failure("the certificate is not good: {}",
                 Name(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()))));
}

bool matches(X509* leaf, const std::string& name) {
  in6_addr address{};
  if (inet_pton(AF_INET, name.c_str(), &address) == 1 ||
      inet_pton(AF_INET6, name.c_str(), &address) == 1) {
    return X509_check_ip_asc(leaf, name.c_str(), 0) == 1;
  }
  return X509_check_host(leaf, name.data(), name.size(), 0, nullptr) == 1;
}

std::string to_pem(const std::vector<X509Handle>& certificates) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  for (const X509Handle& certificate : certificates) {
    PEM_write_bio_X509(bio.get(), certificate.get());
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

bool is_called(const X509* certificate, std::string_view common_name) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) {
    return false;
  }
  const ASN1_STRING* name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name));
  return std::string_view(bytes, static_cast<std::size_t>(ASN1_STRING_length(name))) == common_name;
}

}  // namespace

Result<Instant> check_server_pair(const KeyPair& pair, const std::string& authorities_pem,
                                  Instant now) {
  const std::vector<X509Handle> chain = read_certificates(pair.certificate_pem);
  if (chain.empty()) {
    return failure("there is no PEM certificate");
  }
  X509* leaf = chain.front().get();
  const KeyHandle key = read_key(pair.key_pem);
  if (key == nullptr) {
    return failure("there is no unencrypted PEM private key");
  }
  const bool belongs = X509_check_private_key(leaf, key.get()) == 1;
  ERR_clear_error();
  if (!belongs) {
    return failure("the private key does not belong to the certificate");
  }
  if (const Result<void> verified = verify(leaf, authorities_pem, now); !verified) {
    return tl::unexpected(verified.error());
  }
  const std::optional<Instant> end = end_of(leaf);
  if (!end) {
    return failure("the certificate's dates cannot be read");
  }
  return *end;
}

bool covers(const std::string& certificate_pem, const std::vector<std::string>& names) {
  const std::vector<X509Handle> chain = read_certificates(certificate_pem);
  return !chain.empty() && std::ranges::all_of(names, [&](const std::string& name) {
    return matches(chain.front().get(), name);
  });
}

std::string merge_authorities(const std::vector<std::string_view>& pems, Instant now) {
  std::vector<X509Handle> kept;
  for (const std::string_view pem : pems) {
    for (X509Handle& one : read_certificates(pem)) {
      const std::optional<Instant> end = end_of(one.get());
      const bool is_new = std::ranges::none_of(
          kept, [&](const X509Handle& other) { return X509_cmp(one.get(), other.get()) == 0; });
      if (is_new && end && *end > now && X509_check_ca(one.get()) > 0 &&
          kept.size() < kMostAuthorities) {
        kept.push_back(std::move(one));
      }
    }
  }
  return to_pem(kept);
}

std::string authorities_called(std::string_view pem, Literal common_name) {
  std::vector<X509Handle> all = read_certificates(pem);
  std::erase_if(all,
                [&](const X509Handle& one) { return !is_called(one.get(), common_name.view()); });
  return to_pem(all);
}

}  // namespace postern::x509
