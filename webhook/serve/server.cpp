#include "serve/server.h"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <utility>

#include "engine/known_rules.h"
#include "front/certificate_source.h"
#include "front/front.h"
#include "front/process.h"
#include "serve/decision_log.h"
#include "serve/handler.h"
#include "serve/metrics.h"
#include "serve/policy_report.h"
#include "serve/policy_source.h"
#include "serve/readiness.h"
#include "serve/signals.h"
#include "serve/web_routes.h"

namespace postern::serve {
namespace {

constexpr int kCouldNotStart = 2;
constexpr std::chrono::milliseconds kStopGrace{5000};
constexpr std::size_t kOpenFiles = 16384;  // two for each connection of both fronts, and spare

using Certificate = std::shared_ptr<front::CertificateSource>;

Result<Certificate> development_certificate(const Options& options) {
  const auto made = front::make_development_certificate(std::chrono::system_clock::now());
  if (!made) {
    return tl::unexpected(made.error());
  }
  if (!options.dev_ca_out.empty()) {
    std::ofstream out(options.dev_ca_out);
    out << made->ca_pem;
    if (!out.flush()) {
      return failure("--dev-ca-out: {} cannot be written", Name(options.dev_ca_out));
    }
  }
  auto source = front::CertificateSource::from_memory(*made, {});
  if (!source) {
    return tl::unexpected(source.error());
  }
  return Certificate(*std::move(source));
}

double unix_seconds(Instant time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

Result<Certificate> certificate_of(const Options& options, Metrics& metrics,
                                   const OperationLog& log) {
  if (options.dev) {
    return development_certificate(options);
  }
  if (options.tls_cert.empty()) {
    return failure("give --tls-cert and --tls-key, or --dev");
  }
  Certificate source = front::CertificateSource::from_files(
      {options.tls_cert, options.tls_key, options.client_ca},
      [&metrics, &log](const Result<Instant>& loaded) {
        metrics.set_reload_success(Reloaded::kCertificate, loaded.has_value());
        if (loaded) {
          metrics.set_certificate_expiry(unix_seconds(*loaded));
          log.info(say("the certificate is in use"));
        } else {
          log.error(say("the certificate is not usable: {}", loaded.error().message));
        }
      });
  if (!options.tls_wait && !source->current()) {
    return tl::unexpected(source->problem().value_or(Error{say("there is no certificate")}));
  }
  return source;
}

using PolicyResult = tl::expected<std::unique_ptr<PolicySource>, std::vector<policy::Problem>>;

PolicyResult policy_of(const Options& options, Metrics& metrics, const OperationLog& log) {
  const auto observer = [&metrics, &log](const PolicyReading& reading) {
    report_policy(reading, log, metrics);
  };
  if (options.config.empty()) {
    return PolicySource::built_in(observer);
  }
  return PolicySource::from_file(options.config, engine::known_rules(), observer);
}

front::FrontOptions webhook_options(const Options& options, Certificate certificate) {
  front::FrontOptions front;
  front.listen = options.listen;
  front.certificate = std::move(certificate);
  front.framing.body_bytes = options.maximum_body_mib << 20U;
  front.workers = options.threads;
  return front;
}

front::FrontOptions ops_options(const Options& options) {
  front::FrontOptions front;
  front.listen = options.ops_listen;
  front.framing.body_bytes = 1U << 20U;  // a review sent here by mistake gets 404, not 413
  front.workers = 2;
  return front;
}

std::optional<Sentence> reason_of(const std::optional<Error>& problem) {
  return problem ? std::optional(problem->message) : std::nullopt;
}

// An API server refuses an expired certificate, so it is as good as none.
std::optional<Sentence> certificate_fault(const front::CertificateSource& source) {
  const std::shared_ptr<const front::TlsContext> current = source.current();
  if (!current) {
    const std::optional<Error> problem = source.problem();
    return problem ? problem->message : say("there is none yet");
  }
  return current->expires() <= std::chrono::system_clock::now()
             ? std::optional(say("the certificate has expired"))
             : std::nullopt;
}

Readiness readiness_of(const Certificate& certificate, const PolicySource& policy,
                       const Signals& signals) {
  Readiness readiness;
  readiness.add("certificate", [certificate] { return certificate_fault(*certificate); });
  // A bad new pair keeps the one before in use: that is told, and no reason to stop.
  readiness.add_detail("certificate reload",
                       [certificate] { return reason_of(certificate->problem()); });
  // A policy that cannot be read keeps the one before in force: that is told, and no reason to
  // stop.
  readiness.add_detail("policy reload", [&policy] { return reason_of(policy.status()); });
  readiness.add("serving", [&signals]() -> std::optional<Sentence> {
    return signals.stopping() ? std::optional(say("the server is draining")) : std::nullopt;
  });
  return readiness;
}

int could_not_start(const Error& error) {
  fmt::print(stderr, "postern: {}\n", error.message.view());
  return kCouldNotStart;
}

// In the form and the words of `postern policy lint`.
int could_not_load(const std::string& file, const std::vector<policy::Problem>& problems) {
  for (const policy::Problem& problem : problems) {
    fmt::print(stderr, "{}\n", line_of(problem, file));
  }
  return kCouldNotStart;
}

// A webhook that leaves goes on serving until every API server has heard of it.
void drain(front::Front& webhook, front::Front& ops, std::chrono::seconds period,
           const OperationLog& log) {
  log.info(say("draining"));
  webhook.begin_drain();
  Signals::wait_at_most(period);
  if (!webhook.stop(kStopGrace)) {
    log.warn(say("requests under way were cut off"));
  }
  ops.stop(kStopGrace);
  log.info(say("stopped"));
}

}  // namespace

int run(const Options& options) {
  Signals signals;  // before any thread: threads inherit the mask
  front::prepare_process(kOpenFiles);
  const std::shared_ptr<spdlog::logger> logger = make_logger(options.log_level);
  const PeriodicFlush flush(logger);
  const OperationLog log(logger, options.log_format);
  Metrics metrics;

  const Result<Certificate> certificate = certificate_of(options, metrics, log);
  if (!certificate) {
    return could_not_start(certificate.error());
  }
  const PolicyResult policy = policy_of(options, metrics, log);
  if (!policy) {
    return could_not_load(options.config, policy.error());
  }
  const kube::UnknownWorld world;
  DecisionLog decisions(logger, {.format = options.log_format, .sample = options.log_sample});
  const Handler handler([&source = **policy] { return source.current(); }, world,
                        {&decisions, &metrics}, options.maximum_body_mib << 20U);
  const Readiness readiness = readiness_of(*certificate, **policy, signals);

  Result<front::Front> webhook =
      front::Front::listen(webhook_options(options, *certificate), webhook_routes(handler));
  if (!webhook) {
    return could_not_start({say("--listen: {}", webhook.error().message)});
  }
  Result<front::Front> ops =
      front::Front::listen(ops_options(options), ops_routes(readiness, metrics, *webhook));
  if (!ops) {
    return could_not_start({say("--ops-listen: {}", ops.error().message)});
  }
  webhook->start();
  ops->start();
  log.info(say("serving the webhook on port {}, probes and metrics on port {}",
               Count(webhook->port()), Count(ops->port())));
  while (signals.wait() == Signals::Event::kReload) {
    static_cast<void>((*certificate)->reload());  // the observers say what came of it
    (*policy)->reload();
  }
  drain(*webhook, *ops, std::chrono::seconds(options.drain_seconds), log);
  return 0;
}

}  // namespace postern::serve
