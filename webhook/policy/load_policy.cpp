#include "policy/load_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "kube/load_yaml.h"
#include "kube/locate.h"
#include "policy/check_policy.h"
#include "policy/effective_yaml.h"
#include "policy/field_reader.h"
#include "policy/policy_file.h"

namespace postern::policy {
namespace {

constexpr kube::Limits kLimits{.bytes = kMaximumPolicy, .depth = 16, .nodes = 1U << 19U};

LoadedPolicy refused(const Sentence& message, kube::Position position = {}) {
  LoadedPolicy loaded;
  loaded.problems.push_back({.position = position, .message = message});
  return loaded;
}

// Every default depends on the profile, so it is read before anything else; a wrong one is
// reported when its turn comes.
Profile profile_of(const kube::Json& root) {
  std::string_view word;
  const bool found = root["profile"].get(word) == simdjson::SUCCESS;
  return found ? from_word<Profile>(word).value_or(Profile::kBaseline) : Profile::kBaseline;
}

void locate_all(std::vector<Problem>& problems, std::string_view text,
                const kube::DocumentSource& source) {
  kube::Places places(text, source, kLimits);
  for (Problem& problem : problems) {
    const kube::Place place =
        places.find(problem.path.steps()).value_or(kube::Place{.position = {1, 1}});
    const bool at_key = problem.spot == Spot::kKey && place.key_position.line != 0;
    problem.position = at_key ? place.key_position : place.position;
  }
  std::ranges::stable_sort(problems, {}, [](const Problem& problem) {
    return std::pair(problem.position.line, problem.position.column);
  });
}

}  // namespace

const Problem& LoadedPolicy::error() const {
  return *std::ranges::find(problems, Gravity::kError, &Problem::gravity);
}

LoadedPolicy load_policy(std::string_view text, const KnownRules& rules, Instant now) {
  const kube::YamlStream stream = kube::load_yaml(text, kLimits);
  if (stream.documents.empty()) {
    return refused(Literal("the file holds no policy"), {1, 1});
  }
  const kube::YamlDocument& first = stream.documents.front();
  if (!first.document) {
    return refused(first.document.error().message, first.document.error().position);
  }
  if (stream.documents.size() > 1) {
    const kube::Origin& second = stream.documents[1].source.origin;
    return refused(Literal("the file holds more than one document"),
                   {second.first_line, second.first_column});
  }
  const kube::Json root = first.document->root();
  Problems problems;
  Policy policy = policy_of(profile_of(root));
  FieldReader(rules, problems).read_root(root, policy);
  if (!problems.has_error()) {
    check_policy(policy, now, problems);
  }
  LoadedPolicy loaded;
  if (!problems.has_error()) {
    policy.hash = hash_of(policy);
    loaded.policy = std::move(policy);
  }
  loaded.left_out = problems.left_out();
  loaded.problems = problems.take();
  locate_all(loaded.problems, text, first.source);
  return loaded;
}

LoadedPolicy load_policy_file(const std::string& path, const KnownRules& rules, Instant now) {
  const Result<std::string> text = read_policy_file(path);
  return text ? load_policy(*text, rules, now) : refused(text.error().message);
}

std::string line_of(const Problem& problem, std::string_view file) {
  std::string place;
  if (!file.empty()) {
    place = printable(file, 4096) + ":";
  }
  if (problem.position.line != 0) {
    place += fmt::format("{}:{}:", problem.position.line, problem.position.column);
  }
  return fmt::format("{}{}{}: {}", place, place.empty() ? "" : " ", to_text(problem.gravity).view(),
                     problem.message.view());
}

}  // namespace postern::policy
