#include "certificate/webhook_store.h"

#include <nlohmann/json.hpp>

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

constexpr Literal kWhat = "the webhook configuration";

bool calls(const JsonObject& client, const Service& service, kube::Reader& reader) {
  const auto target = reader.object(client, "service");
  return target && reader.text(*target, "name") == service.name &&
         reader.text(*target, "namespace") == service.name_space;
}

// cert-manager would write its own bundle over ours, and we ours over it, without end.
bool is_injected(const JsonObject& meta, kube::Reader& reader) {
  bool injected = false;
  reader.each_entry(meta, "annotations", [&](std::string_view key, const kube::Json&) {
    injected = injected || key.starts_with("cert-manager.io/inject-ca-from");
  });
  return injected;
}

}  // namespace

std::string WebhookStore::target() const {
  return "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/" + name_;
}

Outcome<std::optional<WebhookConfiguration>> WebhookStore::read() const {
  const auto answer = cluster::read_stored(client_, target(), kWhat, request_deadline());
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  const std::optional<cluster::StoredObject>& stored = *answer;
  if (!stored) {
    return std::nullopt;
  }
  kube::Reader reader;
  if (is_injected(stored->metadata, reader)) {
    return fault(Refusal::kInvalid,
                 "{} has an annotation cert-manager.io/inject-ca-from: either cert-manager or "
                 "postern certs ensure may own its caBundle",
                 kWhat);
  }
  WebhookConfiguration found;
  found.version = stored->version;
  reader.each_object(stored->root, "webhooks", [&](const JsonObject& webhook, std::size_t) {
    const auto client = reader.object(webhook, "clientConfig");
    if (client && calls(*client, service_, reader)) {
      found.webhooks.emplace_back(reader.text(webhook, "name"));
      found.published.bundles.push_back(
          kube::decode_base64(reader.text(*client, "caBundle")).value_or(""));
    }
  });
  if (reader.error()) {
    return fault(Refusal::kUnreadable,
                 "GET {}: the API server's answer has a field of the wrong type", kWhat);
  }
  if (found.webhooks.empty()) {
    return fault(Refusal::kInvalid, "{} has no webhook that calls the Service {} in {}", kWhat,
                 Name(service_.name), Name(service_.name_space));
  }
  return found;
}

// Server-side apply of that one field. Who applies the rest (helm 4, kubectl apply --server-side)
// never owns it, and a client-side apply or helm 3 leaves fields alone that it never wrote.
Outcome<void> WebhookStore::publish(const WebhookConfiguration& configuration,
                                    const std::string& authorities_pem) const {
  nlohmann::json webhooks = nlohmann::json::array();
  for (const std::string& name : configuration.webhooks) {
    webhooks.push_back(
        {{"name", name}, {"clientConfig", {{"caBundle", kube::encode_base64(authorities_pem)}}}});
  }
  const nlohmann::json body{
      {"apiVersion", "admissionregistration.k8s.io/v1"},
      {"kind", "ValidatingWebhookConfiguration"},
      {"metadata", {{"name", name_}, {"resourceVersion", configuration.version}}},
      {"webhooks", std::move(webhooks)}};
  return client_
      .send({.method = cluster::Method::kPatch,
             .target = target() + kFieldManager + "&force=true",
             .what = kWhat,
             .content_type = "application/apply-patch+yaml",
             .body = Sealed(body.dump())},
            request_deadline())
      .map([](const auto&) {});
}

}  // namespace postern::certificate
