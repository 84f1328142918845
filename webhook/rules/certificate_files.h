// The files that libpq opens for TLS in a container: sslrootcert, sslkey, from strings and
// environment. Guarantees normal absolute paths only; a relative one depends on the image.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube/mounts.h"
#include "kube/pod_facts.h"

namespace postern::rules {

enum class CertificateFile : std::uint8_t { kRootCertificate, kKey };

[[nodiscard]] constexpr Literal to_text(CertificateFile file) {
  switch (file) {
    case CertificateFile::kRootCertificate:
      return "sslrootcert";
    case CertificateFile::kKey:
      return "sslkey";
  }
  return "sslrootcert";
}

struct FileReference {
  Literal name;           // "sslrootcert", "PGSSLROOTCERT"
  std::string path;       // normal, see kube::normal_path
  kube::FieldPath where;  // the field that says so
};

[[nodiscard]] std::vector<FileReference> file_references(const kube::ContainerFacts& container,
                                                         CertificateFile file);

}  // namespace postern::rules
