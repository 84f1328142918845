// What has to be done next so that every API server trusts every certificate that may be in use.
// Guarantees that a new certificate is handed out only after its authority was published.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "x509/authority.h"

namespace postern::certificate {

/// The common name of the authorities that are made here.
inline constexpr Literal kAuthorityName = "postern webhook CA";

/// The Secret. `next` waits until its authority, already among `authorities`, is published.
struct Stored {
  std::string version;  // empty: there is no Secret yet
  x509::KeyPair current;
  x509::KeyPair next;
  std::string authorities;  // all that may have signed a certificate in use, PEM
};

/// The caBundle of each webhook that calls the Service, PEM.
struct Published {
  std::vector<std::string> bundles;
};

enum class Step : std::uint8_t {
  kReplace,  // there is no usable pair: make one, for use at once
  kStage,    // make the next pair, and trust its authority
  kPublish,  // bring the authorities into the webhook configuration
  kSwap,     // the next pair becomes the current one
  kTidy,     // authorities have ended, or a next pair is of no use
  kNothing,
};

struct Terms {
  std::vector<std::string> names;
  std::chrono::days renew_before;
  Instant now;
};

/// `published`: nothing while there is no webhook configuration.
[[nodiscard]] Step next_step(const Stored& stored, const std::optional<Published>& published,
                             const Terms& terms);

[[nodiscard]] bool is_published(const Stored& stored, const Published& published);

}  // namespace postern::certificate
