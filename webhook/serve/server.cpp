#include "serve/server.h"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <utility>

#include "engine/known_rules.h"
#include "front/front.h"
#include "front/process.h"
#include "serve/decision_log.h"
#include "serve/handler.h"
#include "serve/lookup.h"
#include "serve/metrics.h"
#include "serve/parse_budget.h"
#include "serve/policy_report.h"
#include "serve/policy_source.h"
#include "serve/readiness.h"
#include "serve/server_certificate.h"
#include "serve/signals.h"
#include "serve/web_routes.h"

namespace postern::serve {
namespace {

constexpr int kCouldNotStart = 2;
constexpr std::chrono::milliseconds kStopGrace{5000};
constexpr std::size_t kOpenFiles = 16384;  // two for each connection of both fronts, and spare

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
  const Log output(options.log_level, options.log_format);
  const OperationLog log(output.lines(), options.log_format);
  Metrics metrics;

  const Result<Certificate> certificate = certificate_of(options, metrics, log);
  if (!certificate) {
    return could_not_start(certificate.error());
  }
  const PolicyResult policy = policy_of(options, metrics, log);
  if (!policy) {
    return could_not_load(options.config, policy.error());
  }
  const Result<std::unique_ptr<cluster::Lookup>> lookup = make_lookup(options, metrics);
  if (!lookup) {
    return could_not_start({say("--lookup: {}", lookup.error().message)});
  }
  DecisionLog decisions(output.lines(),
                        {.format = options.log_format, .sample = options.log_sample});
  const Handler handler([&source = **policy] { return source.current(); }, lookup->get(),
                        {&decisions, &metrics}, options.maximum_body_mib << 20U);
  const Readiness readiness = readiness_of(*certificate, **policy, signals);

  ParseBudget budget(options.maximum_body_mib << 20U);
  Result<front::Front> webhook =
      front::Front::listen(webhook_options(options, *certificate), webhook_routes(handler, budget));
  if (!webhook) {
    return could_not_start({say("--listen: {}", webhook.error().message)});
  }
  Result<front::Front> ops =
      front::Front::listen(ops_options(options), ops_routes(readiness, metrics, *webhook, output));
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
