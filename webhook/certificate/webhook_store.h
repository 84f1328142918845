// The ValidatingWebhookConfiguration, as far as it concerns trust: the caBundle of our webhooks.
// Guarantees that no other field is touched, and none of a webhook that calls another Service.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "certificate/plan.h"
#include "certificate/service.h"
#include "cluster/client.h"

namespace postern::certificate {

/// What was read, and what is needed to write to it.
struct WebhookConfiguration {
  std::string version;
  std::vector<std::string> webhooks;  // the names of those that call the Service
  Published published;                // their bundles, in the same order
};

class WebhookStore {
 public:
  WebhookStore(const cluster::Client& client, std::string name, Service service)
      : client_(client), name_(std::move(name)), service_(std::move(service)) {}

  /// No configuration is no fault, but one that does not call the Service is.
  [[nodiscard]] cluster::Outcome<std::optional<WebhookConfiguration>> read() const;

  /// Publishes the authorities; refused when the configuration is no longer the one that was read.
  [[nodiscard]] cluster::Outcome<void> publish(const WebhookConfiguration& configuration,
                                               const std::string& authorities_pem) const;

 private:
  [[nodiscard]] std::string target() const;

  const cluster::Client& client_;
  std::string name_;
  Service service_;
};

}  // namespace postern::certificate
