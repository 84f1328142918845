#include <filesystem>
#include <optional>
#include <string_view>

#include "base/read_file.h"
#include "cluster/access.h"
#include "kube/base64.h"
#include "kube/json.h"
#include "kube/load_yaml.h"

namespace postern::cluster {
namespace {

constexpr std::size_t kLongestFile = 1U << 20U;

using kube::Json;
using kube::JsonArray;
using kube::JsonObject;
using kube::Reader;

// `body` of the entry that is called `name` in a list of {name, body}.
std::optional<JsonObject> named(const JsonObject& root, Literal list, std::string_view name,
                                Literal body, Reader& reader) {
  std::optional<JsonObject> found;
  reader.each_object(root, list.view(), [&](const JsonObject& entry, std::size_t) {
    if (!found && reader.text(entry, "name") == name) {
      found = reader.object(entry, body.view());
    }
  });
  return found;
}

class KubeconfigReader {
 public:
  KubeconfigReader(const JsonObject& root, std::filesystem::path directory)
      : root_(root), directory_(std::move(directory)) {}

  [[nodiscard]] Result<Access> read(const std::string& asked) {
    const std::string_view name = asked.empty() ? reader_.text(root_, "current-context") : asked;
    if (name.empty()) {
      return failure("there is no current-context; give --context NAME");
    }
    const auto context = named(root_, "contexts", name, "context", reader_);
    if (!context) {
      return failure("there is no context '{}'", Name(name));
    }
    access_.name_space = reader_.text(*context, "namespace");
    if (const Result<void> read = read_cluster(reader_.text(*context, "cluster")); !read) {
      return tl::unexpected(read.error());
    }
    if (const Result<void> read = read_user(reader_.text(*context, "user")); !read) {
      return tl::unexpected(read.error());
    }
    if (const std::optional<Error>& wrong = reader_.error()) {
      return tl::unexpected(*wrong);
    }
    return std::move(access_);
  }

 private:
  [[nodiscard]] Result<void> read_cluster(std::string_view name) {
    const auto cluster = named(root_, "clusters", name, "cluster", reader_);
    if (!cluster) {
      return failure("there is no cluster '{}'", Name(name));
    }
    if (reader_.boolean(*cluster, "insecure-skip-tls-verify")) {
      return failure(
          "cluster '{}' says insecure-skip-tls-verify; name its CA in certificate-authority",
          Name(name));
    }
    if (Reader::field(*cluster, "proxy-url")) {
      return failure("cluster '{}' says proxy-url, which is not supported", Name(name));
    }
    access_.server_name = reader_.text(*cluster, "tls-server-name");
    if (Result<void> read = read_material(*cluster, "certificate-authority", access_.authorities);
        !read) {
      return read;
    }
    return read_server(std::string(reader_.text(*cluster, "server")), access_);
  }

  [[nodiscard]] Result<void> read_user(std::string_view name) {
    const auto user = named(root_, "users", name, "user", reader_);
    if (!user) {
      return failure("there is no user '{}'", Name(name));
    }
    for (const Literal plugin : {Literal("exec"), Literal("auth-provider")}) {
      if (Reader::field(*user, plugin.view())) {
        return failure(
            "user '{}' gets credentials from a program ({}), which is not run from here; use a "
            "token, as kubectl create token prints one",
            Name(name), plugin);
      }
    }
    access_.token.file = beside(reader_.text(*user, "tokenFile"));
    access_.token.text = Sealed(std::string(reader_.text(*user, "token")));
    Result<void> read = read_material(*user, "client-certificate", access_.client_certificate);
    if (!read) {
      return read;
    }
    return read_material(*user, "client-key", access_.client_key);
  }

  // NAME is a file's name, NAME-data is base64 of its content; the latter wins (clientcmd).
  [[nodiscard]] Result<void> read_material(const JsonObject& from, Literal name,
                                           Material& material) {
    const std::string data(reader_.text(from, std::string(name.view()) + "-data"));
    if (data.empty()) {
      material.file = beside(reader_.text(from, name.view()));
      return {};
    }
    std::optional<std::string> decoded = kube::decode_base64(data);
    if (!decoded) {
      return failure("{}-data is not base64", name);
    }
    material.text = Sealed(*std::move(decoded));
    return {};
  }

  // A relative name is relative to the kubeconfig.
  [[nodiscard]] std::string beside(std::string_view file) const {
    return file.empty() ? "" : (directory_ / file).string();
  }

  const JsonObject& root_;
  std::filesystem::path directory_;
  Reader reader_;
  Access access_;
};

}  // namespace

Result<Access> from_kubeconfig(const std::string& file, const std::string& context) {
  const Result<std::string> text = read_file(file, kLongestFile);
  if (!text) {
    return failure("{}: {}", Name(file), text.error().message);
  }
  const kube::YamlStream stream = kube::load_yaml(*text);
  if (stream.documents.size() != 1) {
    return failure("{}: holds no kubeconfig", Name(file));
  }
  const auto& document = stream.documents.front().document;
  if (!document) {
    return failure("{}:{}: {}", Name(file), Count(document.error().position.line),
                   document.error().message);
  }
  JsonObject root;
  if (document->root().get(root) != simdjson::SUCCESS) {
    return failure("{}: holds no kubeconfig", Name(file));
  }
  Result<Access> access =
      KubeconfigReader(root, std::filesystem::path(file).parent_path()).read(context);
  if (!access) {
    return failure("{}: {}", Name(file), access.error().message);
  }
  return access;
}

}  // namespace postern::cluster
