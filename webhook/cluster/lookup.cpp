#include "cluster/lookup.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "kube/load_json.h"
#include "kube/object.h"

namespace postern::cluster {
namespace {

using std::chrono::seconds;

// A Secret that is just being created should be found when its Deployment is tried again; an API
// server that does not answer should not hold up every request anew.
constexpr seconds kKeepNothing{1};
constexpr std::size_t kLongestName = 253;

// What cannot be a name (RFC 1123) cannot be a part of a path either, and nothing is called so.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name.front() != '.' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

Literal collection_of(kube::SourceKind source) {
  switch (source) {
    case kube::SourceKind::kSecret:
      return "/secrets/";
    case kube::SourceKind::kConfigMap:
      return "/configmaps/";
  }
  return "";
}

std::string target_of(const Wanted& wanted) {
  std::string target("/api/v1/namespaces/");
  target.append(wanted.name_space).append(collection_of(wanted.source).view()).append(wanted.name);
  return target;
}

// Facts of the object; nothing when the answer is not what was asked for.
Found read(const std::string& body, const Wanted& wanted) {
  const kube::LoadResult<kube::Document> document = kube::load_json(body);
  if (!document) {
    return kube::Unknown{};
  }
  const Result<kube::Object> object = kube::read_object(
      {.group = "", .kind = kube::to_text(wanted.source).view()}, document->root());
  if (!object || object->meta.name != wanted.name) {
    return kube::Unknown{};
  }
  auto world = std::make_shared<kube::MemoryWorld>(wanted.name_space);
  world->add(*object);
  return std::shared_ptr<const kube::MemoryWorld>(std::move(world));
}

LookupResult result_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNotFound:
      return LookupResult::kAbsent;
    case Refusal::kForbidden:
    case Refusal::kUnauthorized:
      return LookupResult::kForbidden;
    case Refusal::kTooLate:
      return LookupResult::kTimeout;
    case Refusal::kConfiguration:
    case Refusal::kUnreachable:
    case Refusal::kConflict:
    case Refusal::kGone:
    case Refusal::kInvalid:
    case Refusal::kBusy:
    case Refusal::kUnreadable:
      return LookupResult::kError;
  }
  return LookupResult::kError;
}

// One more that waits, for as long as this lives.
class Turn {
 public:
  Turn(std::atomic<std::size_t>& waiting, std::size_t most)
      : waiting_(waiting), granted_(waiting.fetch_add(1) < most) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { waiting_.fetch_sub(1); }
  [[nodiscard]] bool granted() const { return granted_; }

 private:
  std::atomic<std::size_t>& waiting_;
  bool granted_;
};

}  // namespace

Lookup::Lookup(Client client, std::size_t at_a_time, Observer observer)
    : client_(std::move(client)), at_a_time_(at_a_time), observer_(std::move(observer)) {}

Found Lookup::find(const Wanted& wanted, net::Clock::time_point deadline, seconds keep) {
  if (!is_name(wanted.name)) {
    return kube::Absent{};
  }
  if (!is_name(wanted.name_space)) {
    return kube::Unknown{};
  }
  const std::string key = target_of(wanted);
  if (std::optional<Found> known = remembered(key)) {
    observer_(LookupResult::kCached);
    return *std::move(known);
  }
  const Outcome<Sealed<std::string>> body = ask(wanted, deadline);
  Found found = kube::Unknown{};
  LookupResult result = LookupResult::kError;
  if (body) {
    found = read(body->expose(), wanted);
    result =
        std::holds_alternative<kube::Unknown>(found) ? LookupResult::kError : LookupResult::kFound;
  } else {
    result = result_of(body.error().refusal);
    found = result == LookupResult::kAbsent ? Found(kube::Absent{}) : Found(kube::Unknown{});
  }
  observer_(result);
  remember(key, {found, net::Clock::now() + (body ? keep : std::min(keep, kKeepNothing))},
           body ? body->expose().size() : 0);
  return found;
}

Outcome<Sealed<std::string>> Lookup::ask(const Wanted& wanted, net::Clock::time_point deadline) {
  const Turn turn(waiting_, at_a_time_);
  if (!turn.granted()) {
    return fault(Refusal::kBusy, "too many lookups are waiting for the API server");
  }
  return client_.send({.target = target_of(wanted), .what = "an object"}, deadline);
}

std::optional<Found> Lookup::remembered(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto known = answers_.find(key);
  if (known == answers_.end() || known->second.end <= net::Clock::now()) {
    return std::nullopt;
  }
  return known->second.found;
}

// What an answer took as JSON is more than what is kept of it.
void Lookup::remember(const std::string& key, Answer answer, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (answers_.size() >= kMostAnswers || bytes_ + bytes > kMostBytes) {
    answers_.clear();
    bytes_ = 0;
  }
  bytes_ += bytes;
  answers_.insert_or_assign(key, std::move(answer));
}

}  // namespace postern::cluster
