// Where the webhook gets its policy from: a file that may change while it serves, or the program.
// Guarantees that current() is always a complete policy: a bad new file keeps the one before.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "base/result.h"
#include "front/directory_watch.h"
#include "policy/known_rules.h"
#include "policy/load_policy.h"
#include "policy/policy.h"

namespace postern::serve {

/// What one reading of the policy file led to.
struct PolicyReading {
  std::shared_ptr<const policy::Policy> policy;  // in force, new or not
  std::optional<Error> problem;                  // why the file's is not in force
  std::vector<policy::Problem> warnings;         // of the file's policy when it is
};

class PolicySource {
 public:
  /// Told of every policy that comes into force, the first included, and of every file that does
  /// not, each once until it changes. Called by the loading thread, one call at a time.
  using Observer = std::function<void(const PolicyReading&)>;

  /// Reads the file, which must be good, and follows its changes: at once through its directory
  /// (the `..data` swap of a mounted ConfigMap is one), otherwise within a second. Fails with
  /// everything that is wrong with the file.
  [[nodiscard]] static tl::expected<std::unique_ptr<PolicySource>, std::vector<policy::Problem>>
  from_file(std::string file, policy::KnownRules rules, Observer observer = {});

  /// The built-in policy, which never changes.
  [[nodiscard]] static std::unique_ptr<PolicySource> built_in(const Observer& observer = {});

  ~PolicySource();
  PolicySource(const PolicySource&) = delete;
  PolicySource& operator=(const PolicySource&) = delete;

  /// The policy in force. Safe to call from many threads.
  [[nodiscard]] std::shared_ptr<const policy::Policy> current() const;

  /// Why the file as it is now is not in force; nothing when it is. For the readiness page.
  [[nodiscard]] std::optional<Error> status() const;

  /// Reads the file again now (SIGHUP).
  void reload();

 private:
  PolicySource(std::string file, policy::KnownRules rules, Observer observer);
  void follow();
  void tell(PolicyReading reading);
  void refuse(const Error& problem);
  void accept(policy::LoadedPolicy loaded);

  std::string file_;
  policy::KnownRules rules_;
  Observer observer_;
  std::mutex loading_;        // one reading at a time; guards text_
  std::string text_;          // as it was judged last, good or bad
  mutable std::mutex mutex_;  // guards current_ and problem_
  std::shared_ptr<const policy::Policy> current_;
  std::optional<Error> problem_;
  std::optional<front::DirectoryWatch> watch_;
  std::thread thread_;
};

}  // namespace postern::serve
