// The way to an API server: where it is, how it proves itself, and how we do.
// Guarantees that its certificate is verified: a configuration that asks not to is refused.
#pragma once

#include <string>

#include "base/result.h"
#include "base/sealed.h"

namespace postern::cluster {

/// PEM or a token: written out, or in a file that is read anew for each connection (a kubelet
/// replaces projected files).
struct Material {
  std::string file;
  Sealed<std::string> text;

  [[nodiscard]] bool given() const { return !file.empty() || text != Sealed<std::string>(); }
};

struct Access {
  std::string host;
  std::string port;
  std::string base_path;    // before every path, without a slash at its end; usually empty
  std::string server_name;  // the name to verify instead of the host; usually empty
  Material authorities;     // none: those of the system
  Material token;
  Material client_certificate;
  Material client_key;
  std::string name_space;  // where the caller is at home; may be empty
};

/// Where a kubelet puts what a pod needs.
inline constexpr auto kServiceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The way from inside a pod: KUBERNETES_SERVICE_HOST and _PORT, and the projected files.
[[nodiscard]] Result<Access> in_cluster(const std::string& directory = kServiceAccountDirectory);

/// The way that a kubeconfig describes; `context` empty: its current context. Plug-ins that would
/// have to be run (exec, auth-provider) are refused.
[[nodiscard]] Result<Access> from_kubeconfig(const std::string& file, const std::string& context);

/// Host, port and base path of "https://host[:port][/path]" into `access`.
[[nodiscard]] Result<void> read_server(const std::string& url, Access& access);

}  // namespace postern::cluster
