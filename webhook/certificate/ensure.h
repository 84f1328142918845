// `postern certs ensure`: keeps the Secret and the caBundle of the webhook good, step by step.
// Guarantees that any number of these may run at the same time.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "certificate/plan.h"
#include "certificate/secret_store.h"
#include "certificate/webhook_store.h"

namespace postern::certificate {

struct EnsureOptions {
  std::string secret;
  std::string webhook;
  Service service;
  std::vector<std::string> names;  // those of the Service
  std::string directory;           // where the pair is also written as files; empty: nowhere
  unsigned days = 90;
  unsigned renew_before_days = 30;
  /// How long API servers may take to notice a changed webhook configuration: about a second.
  std::chrono::seconds settle{10};
};

class Ensurer {
 public:
  /// Waits for the time; false when the process is to end.
  using Sleep = std::function<bool(std::chrono::milliseconds)>;
  using Tell = std::function<void(const Sentence&)>;

  Ensurer(const cluster::Client& client, EnsureOptions options, Sleep sleep, Tell tell);

  /// Takes every step that is due. Fails with the first fault that another try at once cannot mend.
  [[nodiscard]] cluster::Outcome<void> run();

 private:
  [[nodiscard]] cluster::Outcome<Step> advance();
  [[nodiscard]] cluster::Outcome<void> take(Step step, const Stored& stored,
                                            const std::optional<WebhookConfiguration>& webhook);
  [[nodiscard]] cluster::Outcome<void> replace(const Stored& stored,
                                               const std::optional<WebhookConfiguration>& webhook);
  [[nodiscard]] cluster::Outcome<void> stage(const Stored& stored);
  [[nodiscard]] cluster::Outcome<void> publish(const Stored& stored,
                                               const std::optional<WebhookConfiguration>& webhook);
  [[nodiscard]] cluster::Outcome<void> swap(const Stored& stored);
  [[nodiscard]] cluster::Outcome<void> tidy(const Stored& stored);
  [[nodiscard]] cluster::Outcome<void> write_pair(const Stored& stored);

  EnsureOptions options_;
  SecretStore secrets_;
  WebhookStore webhooks_;
  Sleep sleep_;
  Tell tell_;
  std::string settled_;  // the next certificate whose authority has been published long enough
  std::string written_;  // the certificate that the directory holds
};

}  // namespace postern::certificate
