// The certificate that `postern serve` presents: from files that it follows, or made for --dev.
// Guarantees that the log and the metrics hear of every change.
#pragma once

#include <memory>
#include <optional>

#include "front/certificate_source.h"
#include "serve/logging.h"
#include "serve/metrics.h"
#include "serve/options.h"

namespace postern::serve {

using Certificate = std::shared_ptr<front::CertificateSource>;

/// Fails when there is no usable certificate, unless --tls-wait says to wait for one. `metrics` and
/// `log` must outlive the certificate.
[[nodiscard]] Result<Certificate> certificate_of(const Options& options, Metrics& metrics,
                                                 const OperationLog& log);

/// Why an API server cannot be served with the certificate as it is now; nothing when it can.
[[nodiscard]] std::optional<Sentence> certificate_fault(const front::CertificateSource& source);

}  // namespace postern::serve
