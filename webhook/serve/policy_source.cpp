#include "serve/policy_source.h"

#include <chrono>
#include <utility>

#include "policy/policy_file.h"

namespace postern::serve {
namespace {

using std::chrono::milliseconds;

// The watch covers nearly everything; asking again costs one read of a small file.
constexpr milliseconds kPoll{1'000};
// A file is often written in steps: wait for a quiet moment, but not for long.
constexpr milliseconds kQuiet{50};
constexpr int kQuietRounds = 10;

Error error_of(const policy::Problem& problem) {
  if (problem.position.line == 0) {
    return {problem.message};
  }
  return {say("line {}, column {}: {}", Count(problem.position.line),
              Count(problem.position.column), problem.message)};
}

}  // namespace

PolicySource::PolicySource(std::string file, policy::KnownRules rules, Observer observer)
    : file_(std::move(file)), rules_(std::move(rules)), observer_(std::move(observer)) {}

tl::expected<std::unique_ptr<PolicySource>, std::vector<policy::Problem>> PolicySource::from_file(
    std::string file, policy::KnownRules rules, Observer observer) {
  std::unique_ptr<PolicySource> source(
      new PolicySource(std::move(file), std::move(rules), std::move(observer)));
  // The watch begins before the first reading, so that no change falls between the two.
  source->watch_.emplace(std::set{front::directory_of(source->file_)});
  Result<std::string> text = policy::read_policy_file(source->file_);
  if (!text) {
    return tl::unexpected(std::vector{policy::Problem{.message = text.error().message}});
  }
  policy::LoadedPolicy loaded =
      policy::load_policy(*text, source->rules_, std::chrono::system_clock::now());
  if (!loaded.policy) {
    return tl::unexpected(std::move(loaded.problems));
  }
  source->text_ = *std::move(text);
  source->accept(std::move(loaded));
  source->thread_ = std::thread([raw = source.get()] { raw->follow(); });
  return source;
}

std::unique_ptr<PolicySource> PolicySource::built_in(const Observer& observer) {
  std::unique_ptr<PolicySource> source(new PolicySource({}, {}, observer));
  source->accept({.policy = policy::built_in_policy()});
  return source;
}

PolicySource::~PolicySource() {
  if (thread_.joinable()) {
    watch_->stop();
    thread_.join();
  }
}

std::shared_ptr<const policy::Policy> PolicySource::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::optional<Error> PolicySource::status() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void PolicySource::tell(PolicyReading reading) {
  if (observer_) {
    observer_(reading);
  }
}

void PolicySource::refuse(const Error& problem) {
  {
    const std::lock_guard lock(mutex_);
    if (problem_ && problem_->message == problem.message) {
      return;
    }
    problem_ = problem;
  }
  tell({.policy = current(), .problem = problem});
}

void PolicySource::accept(policy::LoadedPolicy loaded) {
  auto policy = std::make_shared<const policy::Policy>(*std::move(loaded.policy));
  {
    const std::lock_guard lock(mutex_);
    current_ = policy;
    problem_.reset();
  }
  tell({.policy = std::move(policy), .warnings = std::move(loaded.problems)});
}

void PolicySource::reload() {
  const std::lock_guard loading(loading_);
  if (!watch_) {
    return;  // the built-in policy
  }
  Result<std::string> text = policy::read_policy_file(file_);
  if (!text) {
    text_.clear();  // when it is back it is read, even if it is as it was
    refuse(text.error());
    return;
  }
  if (*text == text_) {
    return;
  }
  policy::LoadedPolicy loaded =
      policy::load_policy(*text, rules_, std::chrono::system_clock::now());
  text_ = *std::move(text);
  if (loaded.policy) {
    accept(std::move(loaded));
  } else {
    refuse(error_of(loaded.error()));
  }
}

void PolicySource::follow() {
  using Event = front::DirectoryWatch::Event;
  for (;;) {
    watch_->renew();
    Event event = watch_->wait(kPoll);
    for (int i = 0; event == Event::kChange && i < kQuietRounds; ++i) {
      event = watch_->wait(kQuiet);
    }
    if (event == Event::kStop) {
      return;
    }
    reload();
  }
}

}  // namespace postern::serve
