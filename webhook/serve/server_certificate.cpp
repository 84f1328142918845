#include "serve/server_certificate.h"

#include <chrono>
#include <fstream>
#include <utility>

namespace postern::serve {
namespace {

double unix_seconds(Instant time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

Result<Certificate> development_certificate(const Options& options, Metrics& metrics) {
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
  metrics.set_certificate_expiry(unix_seconds((*source)->current()->expires()));
  return Certificate(*std::move(source));
}

}  // namespace

Result<Certificate> certificate_of(const Options& options, Metrics& metrics,
                                   const OperationLog& log) {
  if (options.dev) {
    return development_certificate(options, metrics);
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

}  // namespace postern::serve
