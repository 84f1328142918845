#include "cluster/access.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/read_file.h"

namespace postern::cluster {
namespace {

constexpr std::size_t kLongestFile = 1U << 20U;
constexpr std::string_view kHttps = "https://";

std::string environment(const char* name) {
  // Nothing in this program sets variables.
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? "" : value;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '_';
  });
}

bool is_path(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '?'; });
}

// "host", "host:port" or "[address]:port".
bool read_authority(std::string_view authority, Access& access) {
  std::string_view port = "443";
  std::string_view host = authority;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) {
      return false;
    }
    host = authority.substr(1, end - 1);
    const std::string_view rest = authority.substr(end + 1);
    if (!rest.empty()) {
      port = rest.starts_with(':') ? rest.substr(1) : "";
    }
  } else if (const std::size_t colon = authority.rfind(':'); colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  access.host = host;
  access.port = port;
  return is_host(host) && is_port(port);
}

}  // namespace

Result<void> read_server(const std::string& url, Access& access) {
  std::string_view rest = url;
  if (!rest.starts_with(kHttps)) {
    return failure("the API server's address does not begin with https://");
  }
  rest.remove_prefix(kHttps.size());
  const std::size_t slash = rest.find('/');
  std::string_view path = slash == std::string_view::npos ? "" : rest.substr(slash);
  while (path.ends_with('/')) {
    path.remove_suffix(1);
  }
  access.base_path = path;
  if (!read_authority(rest.substr(0, slash), access) || !is_path(path)) {
    return failure("the API server's address is not https://HOST[:PORT][/PATH]");
  }
  return {};
}

Result<Access> in_cluster(const std::string& directory) {
  Access access;
  access.host = environment("KUBERNETES_SERVICE_HOST");
  access.port = environment("KUBERNETES_SERVICE_PORT");
  if (access.host.empty() || access.port.empty()) {
    return failure(
        "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is not a pod");
  }
  if (!is_host(access.host) || !is_port(access.port)) {
    return failure("KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is no address");
  }
  access.token.file = directory + "/token";
  access.authorities.file = directory + "/ca.crt";
  for (const std::string& file : {access.token.file, access.authorities.file}) {
    if (const Result<std::string> text = read_file(file, kLongestFile); !text) {
      return failure("{}: {}; does the pod mount its service account's token?", Name(file),
                     text.error().message);
    }
  }
  // Not there: the caller has to be told the namespace.
  access.name_space = read_file(directory + "/namespace", kLongestFile).value_or("");
  while (access.name_space.ends_with('\n')) {
    access.name_space.pop_back();
  }
  return access;
}

}  // namespace postern::cluster
