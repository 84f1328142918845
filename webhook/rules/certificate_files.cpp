#include "rules/certificate_files.h"

#include <algorithm>
#include <utility>

#include "dsn/address.h"

namespace postern::rules {
namespace {

dsn::Key key_of(CertificateFile file) {
  return file == CertificateFile::kRootCertificate ? dsn::Key::kSslrootcert : dsn::Key::kSslkey;
}

Literal variable_of(CertificateFile file) {
  return file == CertificateFile::kRootCertificate ? Literal("PGSSLROOTCERT") : Literal("PGSSLKEY");
}

// libpq speaks no TLS on a unix socket and opens no file for it.
bool is_socket_only(const dsn::Dsn& dsn) {
  return !dsn.hosts.empty() && std::ranges::all_of(dsn.hosts, [](const dsn::Host& host) {
    return host.address.expose().empty() && dsn::is_socket_path(host.name.expose());
  });
}

}  // namespace

std::vector<FileReference> file_references(const kube::ContainerFacts& container,
                                           CertificateFile file) {
  std::vector<FileReference> found;
  const auto add = [&](Literal name, std::string_view text, const kube::FieldPath& where) {
    std::string path = kube::normal_path(text);
    if (!path.empty()) {
      found.push_back({.name = name, .path = std::move(path), .where = where});
    }
  };
  container.each_string([&](const dsn::Dsn& dsn, const kube::FieldPath& where) {
    const Sealed<std::string>* path = dsn.value(key_of(file));
    if (path != nullptr && !is_socket_only(dsn)) {
      add(to_text(file), path->expose(), where);
    }
  });
  const Literal name = variable_of(file);
  const kube::Variable variable = container.environment.find(name.view());
  if (variable.value) {
    add(name, variable.value->expose(), container.path_of(variable));
  }
  return found;
}

}  // namespace postern::rules
