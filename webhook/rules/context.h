// What a rule may know besides the object before it: the world, the policy and the time.
// Guarantees that the same object in the same context gives the same findings in every front end.
#pragma once

#include "base/clock.h"
#include "kube/world.h"
#include "policy/policy.h"

namespace postern::rules {

struct Context {
  const kube::World& world;
  const policy::Policy& policy;
  Instant now;
  /// The object that the one before the rule replaces; nullptr when it is new.
  const kube::Object* before = nullptr;
  /// The object belongs to a Helm release whose values confirm that TLS is in the Secret's string.
  bool tls_acknowledged = false;
};

}  // namespace postern::rules
