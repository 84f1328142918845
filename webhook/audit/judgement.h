// Judges the objects of the listings, one by one, as the webhook would judge their creation.
// Guarantees one finding for one fault: what a controller made repeats nothing of the controller.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "audit/settings.h"
#include "audit/snapshot.h"
#include "cluster/lookup.h"
#include "report/run.h"

namespace postern::audit {

/// An object without a finding, which nothing else here made.
struct Sound {
  std::size_t collection;
  std::string name_space;
  std::string name;
};

class Judgement {
 public:
  /// All must outlive it.
  Judgement(const Snapshot& snapshot, cluster::Lookup& lookup, const Settings& settings)
      : snapshot_(snapshot), lookup_(lookup), settings_(settings) {}

  /// The listing begins, or begins anew: forgets what was said of it.
  void begin(const Listing& listing) { results_[listing] = {}; }

  /// Judges an object of the listing; one that only waits for its finalizers is left alone, and so
  /// is a ReplicaSet that its Deployment keeps for a rollback.
  void take(const Listing& listing, const kube::Json& item);

  struct Results {
    std::vector<report::LocatedFinding> findings;
    std::vector<report::Fault> faults;
    std::vector<Sound> sound;
    std::set<std::uint64_t> told;  // fault by fault, of each family of objects
    std::size_t objects = 0;
  };

  /// Of each listing, in the order of the listings.
  [[nodiscard]] std::map<Listing, Results>& results() { return results_; }

 private:
  [[nodiscard]] bool is_history(const kube::Object& object, const Traits& traits) const;
  [[nodiscard]] bool is_told(std::uint64_t fault) const;
  void judge(const kube::Object& object, const Traits& traits, std::size_t collection,
             Results& results);

  const Snapshot& snapshot_;
  cluster::Lookup& lookup_;
  const Settings& settings_;
  std::map<Listing, Results> results_;
};

}  // namespace postern::audit
