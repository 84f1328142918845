#include "certificate/ensure.h"

#include <random>
#include <string_view>
#include <utility>

#include "certificate/files.h"
#include "certificate/new_pair.h"
#include "x509/server_pair.h"

namespace postern::certificate {
namespace {

using cluster::Fault;
using cluster::fault;
using cluster::Outcome;
using cluster::Refusal;
using std::chrono::milliseconds;

// From nothing to a published pair takes three steps, a renewal five; conflicts come on top.
constexpr int kMostSteps = 24;

Instant now() { return std::chrono::system_clock::now(); }

Fault as_fault(const Error& error) { return {Refusal::kConfiguration, error.message}; }

// Two who met once should not meet again.
milliseconds some_time() {
  static thread_local std::minstd_rand random(std::random_device{}());
  return milliseconds(std::uniform_int_distribution<int>(50, 500)(random));
}

// Somebody else was faster; what there is now has to be read again.
bool has_moved_on(Refusal refusal) {
  return refusal == Refusal::kConflict || refusal == Refusal::kNotFound;
}

}  // namespace

Ensurer::Ensurer(const cluster::Client& client, EnsureOptions options, Sleep sleep, Tell tell)
    : options_(std::move(options)),
      secrets_(client, options_.service.name_space, options_.secret),
      webhooks_(client, options_.webhook, options_.service),
      sleep_(std::move(sleep)),
      tell_(std::move(tell)) {}

Outcome<void> Ensurer::run() {
  Outcome<Step> last = Step::kNothing;
  for (int i = 0; i < kMostSteps; ++i) {
    last = advance();
    if (last && *last == Step::kNothing) {
      return {};
    }
    if (!last && (!has_moved_on(last.error().refusal) || !sleep_(some_time()))) {
      break;
    }
  }
  return last ? fault(Refusal::kBusy, "the certificates were not settled in {} steps",
                      Count(kMostSteps))
              : Outcome<void>(tl::unexpected(last.error()));
}

// The configuration is read before the Secret: who publishes authorities that a third has changed
// meanwhile then holds an outdated version of the configuration, and is refused.
Outcome<Step> Ensurer::advance() {
  const auto webhook = webhooks_.read();
  if (!webhook) {
    return tl::unexpected(webhook.error());
  }
  const Outcome<Stored> stored = secrets_.read();
  if (!stored) {
    return tl::unexpected(stored.error());
  }
  const std::optional<WebhookConfiguration>& configuration = *webhook;
  const std::optional<Published> published =
      configuration ? std::optional(configuration->published) : std::nullopt;
  const Step step = next_step(
      *stored, published, {options_.names, std::chrono::days(options_.renew_before_days), now()});
  return take(step, *stored, configuration).map([step] { return step; });
}

Outcome<void> Ensurer::take(Step step, const Stored& stored,
                            const std::optional<WebhookConfiguration>& webhook) {
  switch (step) {
    case Step::kReplace:
      return replace(stored, webhook);
    case Step::kStage:
      return stage(stored);
    case Step::kPublish:
      return publish(stored, webhook);
    case Step::kSwap:
      return swap(stored);
    case Step::kTidy:
      return tidy(stored);
    case Step::kNothing:
      break;
  }
  if (Outcome<void> written = write_pair(stored); !written) {
    return written;
  }
  if (!webhook) {
    return fault(Refusal::kInvalid,
                 "there is no webhook configuration {} yet; the Secret is as it should be",
                 Name(options_.webhook));
  }
  return {};
}

Outcome<void> Ensurer::replace(const Stored& stored,
                               const std::optional<WebhookConfiguration>& webhook) {
  Result<NewPair> made = make_pair(options_.names, options_.days, now());
  if (!made) {
    return tl::unexpected(as_fault(made.error()));
  }
  // When the Secret was lost, servers may go on with the pair it held.
  std::string in_use;
  if (webhook) {
    for (const std::string& bundle : webhook->published.bundles) {
      in_use += x509::authorities_called(bundle, kAuthorityName);
    }
  }
  tell_(say("no usable certificate in the Secret: writing a new one"));
  return secrets_.write({.version = stored.version,
                         .current = std::move(made->pair),
                         .next = {},
                         .authorities = x509::merge_authorities(
                             {made->authority, stored.authorities, in_use}, now())});
}

Outcome<void> Ensurer::stage(const Stored& stored) {
  Result<NewPair> made = make_pair(options_.names, options_.days, now());
  if (!made) {
    return tl::unexpected(as_fault(made.error()));
  }
  tell_(say("the certificate is due: preparing the next one"));
  Stored wanted = stored;
  wanted.next = std::move(made->pair);
  wanted.authorities = x509::merge_authorities({made->authority, stored.authorities}, now());
  return secrets_.write(wanted);
}

Outcome<void> Ensurer::publish(const Stored& stored,
                               const std::optional<WebhookConfiguration>& webhook) {
  if (!webhook) {
    return {};
  }
  settled_.clear();
  tell_(say("publishing the authorities in the webhook configuration"));
  return webhooks_.publish(*webhook, stored.authorities);
}

// Every API server must have noticed the next authority before a server may show its certificate.
// Afterwards everything is read anew.
Outcome<void> Ensurer::swap(const Stored& stored) {
  if (settled_ != stored.next.certificate_pem) {
    tell_(say("the next authority is published: waiting until every API server knows"));
    if (!sleep_(options_.settle)) {
      return fault(Refusal::kBusy, "interrupted before the next certificate came into use");
    }
    settled_ = stored.next.certificate_pem;
    return {};
  }
  tell_(say("the next certificate comes into use"));
  Stored wanted = stored;
  wanted.current = std::exchange(wanted.next, {});
  return secrets_.write(wanted);
}

Outcome<void> Ensurer::tidy(const Stored& stored) {
  tell_(say("removing authorities that have ended"));
  Stored wanted = stored;
  wanted.next = {};
  wanted.authorities = x509::merge_authorities({stored.authorities}, now());
  return secrets_.write(wanted);
}

Outcome<void> Ensurer::write_pair(const Stored& stored) {
  if (options_.directory.empty() || written_ == stored.current.certificate_pem) {
    return {};
  }
  const Result<void> done =
      write_files(options_.directory,
                  {{"tls.key", stored.current.key_pem, Reader::kOwner},
                   {"tls.crt", Sealed(stored.current.certificate_pem), Reader::kAnyone}},
                  Existing::kReplace);
  if (!done) {
    return tl::unexpected(as_fault(done.error()));
  }
  written_ = stored.current.certificate_pem;
  tell_(say("wrote the certificate and its key to {}", Name(options_.directory)));
  return {};
}

}  // namespace postern::certificate
