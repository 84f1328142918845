#include "audit/policy_reports.h"

#include <map>
#include <string>
#include <utility>

#include "audit/collections.h"
#include "audit/namespace_state.h"
#include "cluster/paged_list.h"
#include "kube/meta.h"
#include "report/policy_report.h"

namespace postern::audit {
namespace {

using cluster::Outcome;
using cluster::Refusal;

constexpr Literal kWhat = "PolicyReports";
constexpr std::size_t kPageSize = 20;  // a report may have a megabyte

using Reports = std::map<std::string, report::NamespaceReport, std::less<>>;

Reports reports_of(const Audited& audited) {
  Reports reports;
  const auto of = [&](std::string_view name_space) -> report::NamespaceReport& {
    report::NamespaceReport& report = reports[std::string(name_space)];
    report.name_space = name_space;
    report.complete = audited.run.faults.empty();
    return report;
  };
  for (const report::LocatedFinding& located : audited.run.findings) {
    of(located.name_space.view()).findings.push_back(&located);
  }
  for (const Sound& sound : audited.sound) {
    of(sound.name_space)
        .passed.push_back(
            {.kind = Name(kCollections.at(sound.collection).type.kind), .name = Name(sound.name)});
  }
  return reports;
}

class Publication {
 public:
  Publication(const cluster::Client& client, const Settings& settings)
      : client_(client), settings_(settings) {}

  std::vector<report::Fault> run(const Audited& audited) {
    if (!is_served()) {
      return std::move(faults_);
    }
    const Reports reports = reports_of(audited);
    for (const auto& [name_space, report] : reports) {
      if (is_namespace(name_space)) {
        apply(report);
      }
    }
    if (audited.run.faults.empty()) {
      prune(reports);
    }
    return std::move(faults_);
  }

 private:
  bool is_served() {
    const auto answer = send(
        {.target = std::string(report::kPolicyReportApi.view()), .what = "the kind PolicyReport"});
    if (answer) {
      return true;
    }
    if (answer.error().refusal == Refusal::kNotFound) {
      faults_.push_back({.reason = Literal("no PolicyReport was written: the API server does not "
                                           "have the kind (wgpolicyk8s.io/v1alpha2); install its "
                                           "definition")});
    } else {
      faults_.push_back({.reason = answer.error().message});
    }
    return false;
  }

  void apply(const report::NamespaceReport& report) {
    const auto answer = send({.method = cluster::Method::kPatch,
                              .target = collection_of(report.name_space) + "/" + name() +
                                        "?fieldManager=postern-audit&force=true",
                              .what = "the PolicyReport",
                              .content_type = "application/apply-patch+yaml",
                              .body = Sealed(report::policy_report(report))});
    if (!answer && !is_going(report.name_space)) {
      refuse(report.name_space, answer.error());
    }
  }

  // Nothing new can be made in a namespace that is being deleted; that is refused with 403, too.
  [[nodiscard]] bool is_going(const std::string& name_space) const {
    const NamespaceState state = state_of(client_, name_space, settings_.patience);
    return state == NamespaceState::kTerminating || state == NamespaceState::kAbsent;
  }

  void prune(const Reports& kept) {
    if (settings_.namespaces.empty()) {
      prune_in("", kept);
    }
    for (const std::string& name_space : settings_.namespaces) {
      prune_in(name_space, kept);
    }
  }

  void prune_in(const std::string& where, const Reports& kept) {
    std::vector<std::string> stale;
    const Outcome<void> listed = cluster::PagedList(client_).read(
        {.target = collection_of(where),
         .query = std::string("labelSelector=")
                      .append(report::kManagedByLabel.view())
                      .append("%3D")
                      .append(report::kManagedBy.view()),
         .what = kWhat,
         .page_size = kPageSize,
         .patience = settings_.patience},
        {.begin = [&] { stale.clear(); },
         .take = [&](const kube::Json& item) { note_stale(item, kept, stale); }});
    if (!listed) {
      refuse(where, listed.error());
      return;
    }
    for (const std::string& name_space : stale) {
      remove(name_space);
    }
  }

  static void note_stale(const kube::Json& item, const Reports& kept,
                         std::vector<std::string>& stale) {
    kube::JsonObject object;
    if (item.get(object) != simdjson::SUCCESS) {
      return;
    }
    kube::Reader reader;
    const kube::Meta meta = kube::read_meta(object, reader);
    // The API server has selected already; what is deleted is looked at once more.
    const bool ours = meta.name == report::kPolicyReportName.view() &&
                      meta.label(report::kManagedByLabel.view()) == report::kManagedBy.view();
    if (ours && is_namespace(meta.name_space) && !kept.contains(meta.name_space)) {
      stale.emplace_back(meta.name_space);
    }
  }

  void remove(const std::string& name_space) {
    const auto answer = send({.method = cluster::Method::kDelete,
                              .target = collection_of(name_space) + "/" + name(),
                              .what = "the PolicyReport"});
    if (!answer && answer.error().refusal != Refusal::kNotFound) {
      refuse(name_space, answer.error());
    }
  }

  [[nodiscard]] Outcome<Sealed<std::string>> send(const cluster::Call& call) const {
    return client_.send(call, net::Clock::now() + settings_.patience);
  }

  void refuse(const std::string& name_space, const cluster::Fault& fault) {
    faults_.push_back({.reason = name_space.empty()
                                     ? fault.message
                                     : say("namespace {}: {}", Name(name_space), fault.message)});
  }

  [[nodiscard]] static std::string name() { return std::string(report::kPolicyReportName.view()); }
  [[nodiscard]] static std::string collection_of(const std::string& name_space) {
    std::string target(report::kPolicyReportApi.view());
    if (!name_space.empty()) {
      target.append("/namespaces/").append(name_space);
    }
    return target.append("/policyreports");
  }

  const cluster::Client& client_;
  const Settings& settings_;
  std::vector<report::Fault> faults_;
};

}  // namespace

std::vector<report::Fault> publish(const cluster::Client& client, const Settings& settings,
                                   const Audited& audited) {
  return Publication(client, settings).run(audited);
}

}  // namespace postern::audit
