#include "serve/handler.h"

#include <chrono>
#include <utility>

#include "base/clock.h"
#include "cluster/cluster_world.h"
#include "engine/judge.h"
#include "kube/load_json.h"

namespace postern::serve {
namespace {

kube::Limits limits_for(std::size_t maximum_body) {
  kube::Limits limits;
  limits.bytes = maximum_body;
  limits.depth += kube::kReviewLevels;
  return limits;
}

// One reader per worker thread: it keeps its buffers from request to request.
kube::JsonReader& reader_of_this_thread(std::size_t maximum_body) {
  thread_local kube::JsonReader reader(limits_for(maximum_body));
  return reader;
}

/// Gives the memory for an unusually large body back once it is answered, not at the next one.
class Excess {
 public:
  explicit Excess(kube::JsonReader& reader) : reader_(reader) {}
  Excess(const Excess&) = delete;
  Excess& operator=(const Excess&) = delete;
  ~Excess() { reader_.release_excess(); }

 private:
  kube::JsonReader& reader_;
};

}  // namespace

Handler::Handler(std::function<std::shared_ptr<const policy::Policy>()> policy,
                 cluster::Lookup* lookup, std::vector<DecisionObserver*> observers,
                 std::size_t maximum_body)
    : policy_(std::move(policy)),
      lookup_(lookup),
      observers_(std::move(observers)),
      maximum_body_(maximum_body) {}

Result<std::string> Handler::handle(std::string_view body,
                                    std::chrono::steady_clock::time_point patience) const {
  const auto start = std::chrono::steady_clock::now();
  kube::JsonReader& reader = reader_of_this_thread(maximum_body_);
  const Excess excess(reader);
  const kube::LoadResult<kube::Json> root = reader.read_padded(body);
  if (!root) {
    return tl::unexpected(Error{root.error().message});
  }
  const Result<Review> review = decode_review(*root);
  if (!review) {
    return tl::unexpected(review.error());
  }
  const engine::Verdict verdict = judge(*review, patience);
  std::string reply = encode_review(review->uid, verdict);
  const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);
  for (DecisionObserver* observer : observers_) {
    observer->observe({*review, verdict, latency});
  }
  return reply;
}

engine::Verdict Handler::judge(const Review& review,
                               std::chrono::steady_clock::time_point patience) const {
  const std::shared_ptr<const policy::Policy> policy = policy_();
  const engine::Request request{.operation = review.operation,
                                .name_space = review.name_space,
                                .kind = review.type.kind,
                                .name = review.name,
                                .user = review.user,
                                .groups = review.groups};
  if (!review.object) {
    return engine::decide({}, {}, *policy, request);
  }
  const auto judge_in = [&](const kube::World& world) {
    const rules::Context context{world, *policy, std::chrono::system_clock::now()};
    return engine::judge({review.type, *review.object, review.old_object}, context, request);
  };
  if (lookup_ == nullptr || !policy->lookup.enabled) {
    return judge_in(kube::UnknownWorld());
  }
  return judge_in(cluster::ClusterWorld(
      *lookup_, {.end = patience,
                 .each = std::chrono::milliseconds(policy->lookup.timeout_ms),
                 .keep = std::chrono::seconds(policy->lookup.cache_seconds)}));
}

}  // namespace postern::serve
