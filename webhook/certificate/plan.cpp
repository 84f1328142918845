#include "certificate/plan.h"

#include <algorithm>

#include "x509/server_pair.h"

namespace postern::certificate {
namespace {

bool has_next(const Stored& stored) { return !stored.next.certificate_pem.empty(); }

bool is_usable(const x509::KeyPair& pair, const Stored& stored, const Terms& terms) {
  return x509::check_server_pair(pair, stored.authorities, terms.now).has_value();
}

bool is_due(const Stored& stored, const Terms& terms) {
  const Result<Instant> end =
      x509::check_server_pair(stored.current, stored.authorities, terms.now);
  return !end || *end - terms.now <= terms.renew_before ||
         !x509::covers(stored.current.certificate_pem, terms.names);
}

bool is_good_successor(const Stored& stored, const Terms& terms) {
  return has_next(stored) && is_usable(stored.next, stored, terms) &&
         x509::covers(stored.next.certificate_pem, terms.names);
}

}  // namespace

bool is_published(const Stored& stored, const Published& published) {
  return std::ranges::all_of(
      published.bundles, [&](const std::string& bundle) { return bundle == stored.authorities; });
}

Step next_step(const Stored& stored, const std::optional<Published>& published,
               const Terms& terms) {
  const bool successor = is_good_successor(stored, terms);
  const bool usable = is_usable(stored.current, stored, terms);
  if (!successor && !usable) {
    return Step::kReplace;
  }
  if (!published) {
    // Nobody calls yet, so nobody has to be told first.
    return usable ? Step::kNothing : Step::kSwap;
  }
  if (!successor && is_due(stored, terms)) {
    return Step::kStage;
  }
  // What is published may only be taken back when nothing signed by it can be in use.
  const bool ended = x509::merge_authorities({stored.authorities}, terms.now) != stored.authorities;
  if (ended || (has_next(stored) && !successor)) {
    return Step::kTidy;
  }
  if (!is_published(stored, *published)) {
    return Step::kPublish;
  }
  return successor ? Step::kSwap : Step::kNothing;
}

}  // namespace postern::certificate
