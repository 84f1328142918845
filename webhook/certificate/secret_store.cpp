#include "certificate/secret_store.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "certificate/requests.h"
#include "cluster/stored_object.h"
#include "kube/base64.h"
#include "kube/json.h"

namespace postern::certificate {
namespace {

using cluster::fault;
using cluster::Outcome;
using cluster::Refusal;
using kube::JsonObject;

constexpr Literal kWhat = "the Secret";

// Bad base64 cannot be stored, so it reads as absent, and as absent it is replaced.
std::string value_of(const JsonObject& data, std::string_view key, kube::Reader& reader) {
  return kube::decode_base64(reader.text(data, key)).value_or("");
}

// The type says what a Secret is for; one of another purpose must not be overwritten.
bool may_hold_a_pair(std::string_view type) {
  return type == "kubernetes.io/tls" || type == "Opaque" || type.empty();
}

nlohmann::json data_of(const Stored& wanted) {
  const auto encoded = [](const std::string& text) -> nlohmann::json {
    return text.empty() ? nlohmann::json() : nlohmann::json(kube::encode_base64(text));
  };
  return {{"tls.crt", encoded(wanted.current.certificate_pem)},
          {"tls.key", encoded(wanted.current.key_pem.expose())},
          {"ca.crt", encoded(wanted.authorities)},
          {"next.crt", encoded(wanted.next.certificate_pem)},
          {"next.key", encoded(wanted.next.key_pem.expose())}};
}

}  // namespace

std::string SecretStore::target() const { return "/api/v1/namespaces/" + name_space_ + "/secrets"; }

Outcome<Stored> SecretStore::read() const {
  const auto found =
      cluster::read_stored(client_, target() + "/" + name_, kWhat, request_deadline());
  if (!found) {
    return tl::unexpected(found.error());
  }
  const std::optional<cluster::StoredObject>& secret = *found;
  Stored stored;
  if (!secret) {
    return stored;
  }
  stored.version = secret->version;
  kube::Reader reader;
  if (!may_hold_a_pair(reader.text(secret->root, "type"))) {
    return fault(Refusal::kInvalid, "{} is of a type that holds no certificate", kWhat);
  }
  if (const auto data = reader.object(secret->root, "data")) {
    stored.current = {value_of(*data, "tls.crt", reader),
                      Sealed(value_of(*data, "tls.key", reader))};
    stored.next = {value_of(*data, "next.crt", reader),
                   Sealed(value_of(*data, "next.key", reader))};
    stored.authorities = value_of(*data, "ca.crt", reader);
  }
  if (reader.error()) {
    return fault(Refusal::kUnreadable,
                 "GET {}: the API server's answer has a field of the wrong type", kWhat);
  }
  return stored;
}

Outcome<void> SecretStore::write(const Stored& wanted) const {
  nlohmann::json body{{"data", data_of(wanted)}};
  cluster::Call call{.what = kWhat};
  if (wanted.version.empty()) {
    call.method = cluster::Method::kPost;
    call.target = target() + kFieldManager;
    call.content_type = "application/json";
    body["data"].erase("next.crt");
    body["data"].erase("next.key");
    body.update({{"apiVersion", "v1"},
                 {"kind", "Secret"},
                 {"type", "kubernetes.io/tls"},
                 {"metadata",
                  {{"name", name_}, {"labels", {{"app.kubernetes.io/managed-by", "postern"}}}}}});
  } else {
    // With a version, a merge patch is refused (409) when the Secret has another one by now.
    call.method = cluster::Method::kPatch;
    call.target = target() + "/" + name_ + kFieldManager;
    call.content_type = "application/merge-patch+json";
    body["metadata"]["resourceVersion"] = wanted.version;
  }
  call.body = Sealed(body.dump());
  return client_.send(call, request_deadline()).map([](const auto&) {});
}

}  // namespace postern::certificate
