#include "certificate/generate.h"

#include <chrono>
#include <utility>

#include "x509/authority.h"

namespace postern::certificate {

Result<void> generate(const GenerateOptions& options, Instant now) {
  // Clocks differ: a certificate that begins now is not valid yet for a machine that is behind.
  const x509::Period period{now - std::chrono::hours(1), now + std::chrono::days(options.days)};
  const Result<x509::Authority> authority = x509::Authority::make("postern CA", period);
  if (!authority) {
    return tl::unexpected(authority.error());
  }
  Result<x509::KeyPair> leaf = authority->issue(options.names, period);
  if (!leaf) {
    return tl::unexpected(leaf.error());
  }
  std::vector<File> files{{"ca.crt", Sealed(authority->certificate_pem()), Reader::kAnyone},
                          {"tls.key", std::move(leaf->key_pem), Reader::kOwner},
                          {"tls.crt", Sealed(std::move(leaf->certificate_pem)), Reader::kAnyone}};
  if (options.keep_authority_key) {
    files.push_back({"ca.key", authority->key_pem(), Reader::kOwner});
  }
  return write_files(options.directory, files, options.existing);
}

}  // namespace postern::certificate
