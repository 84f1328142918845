#include "serve/lookup.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace postern::serve {
namespace {

// Half of the workers: the others go on with what needs no lookup, whatever the API server does.
std::size_t half_of_the_workers(const Options& options) {
  const unsigned workers = options.threads != 0
                               ? options.threads
                               : std::max(4U, 2 * std::thread::hardware_concurrency());
  return std::max<std::size_t>(1, workers / 2);
}

}  // namespace

Result<std::unique_ptr<cluster::Lookup>> make_lookup(const Options& options, Metrics& metrics) {
  if (!options.lookup) {
    return nullptr;
  }
  Result<cluster::Access> access = options.kubeconfig.empty()
                                       ? cluster::in_cluster()
                                       : cluster::from_kubeconfig(options.kubeconfig, "");
  if (!access) {
    return tl::unexpected(access.error());
  }
  return std::make_unique<cluster::Lookup>(
      cluster::Client(*std::move(access)), half_of_the_workers(options),
      [&metrics](cluster::LookupResult result) { metrics.count_lookup(result); });
}

}  // namespace postern::serve
