// Everything a front can be told: address, certificate, limits, deadlines, threads.
// Guarantees defaults that suit an admission webhook.
#pragma once

#include <memory>
#include <string>

#include "front/budget.h"
#include "front/certificate_source.h"
#include "front/deadline.h"
#include "front/framing.h"

namespace postern::front {

struct FrontOptions {
  /// Numeric `ADDR:PORT`; IPv6 in brackets; port 0 takes a free one.
  std::string listen = "127.0.0.1:0";
  /// nullptr: plain HTTP.
  std::shared_ptr<const CertificateSource> certificate;
  FramingLimits framing;
  BudgetLimits budget;
  Deadlines deadlines;
  /// Worker threads; 0: two for each core, at least four.
  unsigned workers = 0;
};

}  // namespace postern::front
