#include "audit/audit.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "audit/collections.h"
#include "audit/namespace_state.h"
#include "cluster/paged_list.h"

namespace postern::audit {
namespace {

using cluster::Outcome;
using cluster::Refusal;

// Whoever cannot be asked for one collection cannot be asked for the others.
bool ends_the_audit(Refusal refusal) {
  switch (refusal) {
    case Refusal::kConfiguration:
    case Refusal::kUnreachable:
    case Refusal::kUnauthorized:
      return true;
    case Refusal::kTooLate:
    case Refusal::kForbidden:
    case Refusal::kNotFound:
    case Refusal::kConflict:
    case Refusal::kGone:
    case Refusal::kInvalid:
    case Refusal::kBusy:
    case Refusal::kUnreadable:
      return false;
  }
  return true;
}

std::vector<Listing> listings_of(const std::vector<std::string>& namespaces) {
  std::vector<Listing> listings;
  for (std::size_t i = 0; i < kCollections.size(); ++i) {
    for (const std::string& name_space : namespaces) {
      listings.emplace_back(i, name_space);
    }
  }
  return listings;
}

std::string target_of(const Listing& listing) {
  const Collection& collection = kCollections.at(listing.first);
  std::string target(collection.api.view());
  if (!listing.second.empty()) {
    target.append("/namespaces/").append(listing.second);
  }
  return target.append("/").append(collection.resource.view());
}

class Audit {
 public:
  Audit(const cluster::Client& client, const Settings& settings, report::Progress& progress)
      : client_(client),
        settings_(settings),
        progress_(progress),
        lookup_(client, 1, [](cluster::LookupResult) {}),
        judgement_(snapshot_, lookup_, settings),
        pages_(client) {}

  Audited run() {
    const std::vector<Listing> listings = listings_of(namespaces_there());
    std::vector<Listing> listed;
    for (const Listing& listing : listings) {
      if (!ended_ && look_at(listing)) {
        listed.push_back(listing);
      }
    }
    for (const Listing& listing : listed) {
      if (!ended_) {
        judge(listing);
      }
    }
    return finish();
  }

 private:
  // All of them as "", or those that were named. A misspelt name has an empty list of everything.
  std::vector<std::string> namespaces_there() {
    if (settings_.namespaces.empty()) {
      return {""};
    }
    std::vector<std::string> there;
    for (const std::string& name_space : settings_.namespaces) {
      if (state_of(client_, name_space, settings_.patience) != NamespaceState::kAbsent) {
        there.push_back(name_space);
        continue;
      }
      audited_.run.faults.push_back({.reason = say("there is no namespace {}", Name(name_space))});
    }
    return there;
  }

  // The first look: what there is. False when it could not be seen, or the server has no such kind.
  bool look_at(const Listing& listing) {
    const Collection& collection = kCollections.at(listing.first);
    const Outcome<void> done =
        read(listing, {.begin = [&] { snapshot_.begin(listing); },
                       .take =
                           [&](const kube::Json& item) {
                             if (const auto object = kube::read_object(collection.type, item)) {
                               snapshot_.add(listing, *object, traits_of(item));
                             }
                             progress_.tell("{} objects seen", Count(++seen_));
                           }});
    if (done) {
      snapshot_.finish(listing);
      return true;
    }
    if (done.error().refusal == Refusal::kNotFound && is_optional(collection)) {
      snapshot_.finish(listing);
      audited_.notes.push_back(say("note: the API server has no {}", collection.what));
      return false;
    }
    refuse(listing, done.error());
    return false;
  }

  void judge(const Listing& listing) {
    const Outcome<void> done = read(listing, {.begin = [&] { judgement_.begin(listing); },
                                              .take =
                                                  [&](const kube::Json& item) {
                                                    judgement_.take(listing, item);
                                                    progress_.tell("{} of {} objects judged",
                                                                   Count(++judged_), Count(seen_));
                                                  }});
    if (!done) {
      refuse(listing, done.error());
    }
  }

  Outcome<void> read(const Listing& listing, const cluster::ListTaker& taker) {
    return pages_.read({.target = target_of(listing),
                        .what = kCollections.at(listing.first).what,
                        .page_size = settings_.page_size,
                        .patience = settings_.patience},
                       taker);
  }

  void refuse(const Listing& listing, const cluster::Fault& fault) {
    ended_ = ends_the_audit(fault.refusal);
    audited_.run.faults.push_back(
        {.reason = listing.second.empty() || ended_
                       ? fault.message
                       : say("namespace {}: {}", Name(listing.second), fault.message)});
  }

  Audited finish() {
    report::Run& run = audited_.run;
    for (auto& [listing, results] : judgement_.results()) {
      run.objects += results.objects;
      std::ranges::move(results.findings, std::back_inserter(run.findings));
      std::ranges::move(results.faults, std::back_inserter(run.faults));
      std::ranges::move(results.sound, std::back_inserter(audited_.sound));
    }
    std::ranges::stable_sort(run.findings, {}, [](const report::LocatedFinding& finding) {
      return std::tuple(finding.name_space.view(), finding.kind.view(), finding.name.view());
    });
    run.program = "postern audit";
    return std::move(audited_);
  }

  const cluster::Client& client_;
  const Settings& settings_;
  report::Progress& progress_;
  cluster::Lookup lookup_;
  Snapshot snapshot_;
  Judgement judgement_;
  cluster::PagedList pages_;
  Audited audited_;
  std::size_t seen_ = 0;
  std::size_t judged_ = 0;
  bool ended_ = false;
};

}  // namespace

Audited audit(const cluster::Client& client, const Settings& settings, report::Progress& progress) {
  return Audit(client, settings, progress).run();
}

}  // namespace postern::audit
