// The findings of one namespace as a PolicyReport (wgpolicyk8s.io/v1alpha2), for dashboards.
// Guarantees a size that etcd takes, counts of everything, and nothing of a value.
#pragma once

#include <string>
#include <vector>

#include "report/located_finding.h"

namespace postern::report {

inline constexpr Literal kPolicyReportName = "postern";
inline constexpr Literal kPolicyReportApi = "/apis/wgpolicyk8s.io/v1alpha2";
/// The label by which our reports are told from those of others.
inline constexpr Literal kManagedByLabel = "app.kubernetes.io/managed-by";
inline constexpr Literal kManagedBy = "postern";

/// An object without a finding.
struct Passed {
  Name kind;
  Name name;
};

struct NamespaceReport {
  std::string name_space;
  std::vector<const LocatedFinding*> findings;
  std::vector<Passed> passed;
  bool complete = true;  // everything in the namespace was judged
};

/// The report as JSON, the same for the same findings. The worst results come first; what is beyond
/// kMostResults or kMostBytes is counted in the summary and in the annotation postern.dev/left-out.
[[nodiscard]] std::string policy_report(const NamespaceReport& report);

inline constexpr std::size_t kMostResults = 2000;
inline constexpr std::size_t kMostBytes = 1U << 20U;  // etcd takes 1.5 MiB

}  // namespace postern::report
