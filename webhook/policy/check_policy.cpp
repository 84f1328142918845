#include "policy/check_policy.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

namespace postern::policy {
namespace {

using kube::FieldPath;

FieldPath entry(Literal list, std::size_t position) {
  return FieldPath().child(list.view()).index(position);
}

class Checker {
 public:
  Checker(const Policy& policy, Instant now, Problems& problems)
      : policy_(policy), now_(now), problems_(problems) {}

  void check_modes() {
    if (policy_.profile != Profile::kAuditOnly) {
      return;
    }
    if (policy_.mode != Mode::kAudit) {
      error(FieldPath().child("mode"), "contradicts the profile audit-only, which only records");
    }
    for (std::size_t i = 0; i < policy_.namespaces.size(); ++i) {
      if (policy_.namespaces[i].mode != Mode::kAudit) {
        error(entry("namespaces", i).child("mode"),
              "contradicts the profile audit-only, which only records");
      }
    }
  }

  // Of the lists in which the first entry that matches is in force.
  template <typename Entry>
  void check_reach(const std::vector<Entry>& entries, const FieldPath& list) {
    std::set<std::string_view> seen;
    bool everything = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      for (std::size_t j = 0; j < entries[i].match.size(); ++j) {
        const std::string_view pattern = entries[i].match[j].pattern;
        const FieldPath path = list.index(i).child("match").index(j);
        if (everything) {
          warn(path, "is never reached: an earlier entry matches everything");
        } else if (!seen.insert(pattern).second) {
          warn(path, "is never reached: an earlier entry has the same pattern");
        }
      }
      everything = everything || seen.contains("*");
    }
  }

  void check_tls() {
    const bool external = policy_.tls.allows_plaintext(dsn::Target::kExternal);
    if (external && policy_.tls.minimum > dsn::SslMode::kRequire) {
      error(FieldPath().child("tls").child("plaintextAllowed"),
            "allows plaintext to external hosts, which contradicts tls.minimum");
    }
  }

  void check_lookup() {
    if (!policy_.lookup.enabled && policy_.lookup.on_unknown == Action::kDeny) {
      error(FieldPath().child("lookup").child("onUnknown"),
            "is deny while lookup.enabled is false: every reference would be refused");
    }
  }

  void check_exceptions() {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < policy_.exceptions.size(); ++i) {
      const Exception& exception = policy_.exceptions[i];
      const FieldPath path = entry("exceptions", i);
      check_exception_name(exception.name, path.child("name"), names);
      if (exception.objects.empty() && exception.users.empty() && exception.groups.empty()) {
        error(path,
              "has neither objects nor users nor groups; to switch a rule off everywhere, write "
              "it under rules");
      }
      check_exception_rules(exception, path);
      check_expiry(exception, path);
    }
  }

  void check_applications() {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < policy_.applications.size(); ++i) {
      const Application& application = policy_.applications[i];
      const FieldPath path = entry("applications", i);
      if (application.name.empty()) {
        error(path, "has neither preset nor name");
      } else if (!names.insert(application.name).second) {
        error(path.child("name"), "repeats the name of an earlier entry");
      }
      if (application.selector.labels.empty() && application.dsn_keys.empty()) {
        warn(path, "has neither selector nor dsnKeys: nothing can belong to it");
      }
    }
  }

 private:
  void check_exception_name(const std::string& name, const FieldPath& path,
                            std::set<std::string_view>& names) {
    if (name == kAnnotationException || name == kBreakGlassException || name == kOtherExceptions) {
      error(path, "is a name that logs and metrics use themselves");
    } else if (!name.empty() && !names.insert(name).second) {
      error(path, "repeats the name of an earlier exception");
    }
  }

  void check_exception_rules(const Exception& exception, const FieldPath& path) {
    for (std::size_t j = 0; j < exception.rules.size(); ++j) {
      if (policy_.action_for(exception.rules[j].pattern) == Action::kOff) {
        warn(path.child("rules").index(j), "has no effect: the rule is off");
      }
    }
  }

  void check_expiry(const Exception& exception, const FieldPath& path) {
    if (!exception.expires) {
      warn(path, "has no expires: nobody will be reminded of it");
    } else if (exception.expired(now_)) {
      warn(path.child("expires"), "has passed: the exception no longer applies");
    } else if (exception.expired(now_ + kExpiryNotice)) {
      warn(path.child("expires"), "is less than 14 days away");
    }
  }

  void error(const FieldPath& path, Literal message) {
    problems_.add(Gravity::kError, path, message);
  }
  void warn(const FieldPath& path, Literal message) {
    problems_.add(Gravity::kWarning, path, message);
  }

  const Policy& policy_;
  Instant now_;
  Problems& problems_;
};

}  // namespace

void check_policy(const Policy& policy, Instant now, Problems& problems) {
  Checker checker(policy, now, problems);
  checker.check_modes();
  checker.check_reach(policy.namespaces, FieldPath().child("namespaces"));
  checker.check_tls();
  checker.check_reach(policy.tls.hosts, FieldPath().child("tls").child("hosts"));
  checker.check_lookup();
  checker.check_exceptions();
  checker.check_applications();
}

}  // namespace postern::policy
