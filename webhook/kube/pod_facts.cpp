#include "kube/pod_facts.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "dsn/recognise.h"
#include "kube/libpq_environment.h"
#include "kube/references.h"
#include "kube/written_strings.h"

namespace postern::kube {
namespace {

// What one referenced string costs of the budget: it bounds how many are kept.
constexpr std::size_t kStringCost = 128;

// "$(URL)" and nothing else: the string is judged where it stands, not where it is passed on.
bool only_passes_on(std::string_view text) {
  return text.starts_with("$(") && text.find(')') == text.size() - 1;
}

// Most values refer to nothing: they are not copied.
std::optional<std::string_view> text_to_judge(std::string_view value, const FindVariable& find,
                                              Budget& budget, std::string& storage) {
  if (!may_refer(value)) {
    return value;
  }
  std::optional<std::string> text =
      only_passes_on(value) ? std::nullopt : judged_text(value, find, budget);
  if (!text) {
    return std::nullopt;
  }
  storage = *std::move(text);
  return storage;
}

// `$(URL)` in a value or word, or `$URL`, `${URL}` in a shell command.
bool mentions(std::string_view text, std::string_view variable) {
  for (std::size_t at = text.find(variable); at != std::string_view::npos;
       at = text.find(variable, at + 1)) {
    const std::string_view before = text.substr(0, at);
    if (before.ends_with('$') || before.ends_with("$(") || before.ends_with("${")) {
      return true;
    }
  }
  return false;
}

// What uses_variable() looks through.
std::size_t text_size(const Container& container) {
  std::size_t size = 0;
  for (const Sealed<std::string_view>& word : container.command) {
    size += word.expose().size();
  }
  for (const Sealed<std::string_view>& word : container.args) {
    size += word.expose().size();
  }
  for (const EnvVar& variable : container.env) {
    size += variable.value ? variable.value->expose().size() + 1 : 1;
  }
  return size;
}

bool uses_variable(const Container& container, std::string_view name) {
  const auto word_mentions = [name](const Sealed<std::string_view>& word) {
    return mentions(word.expose(), name);
  };
  return std::ranges::any_of(container.command, word_mentions) ||
         std::ranges::any_of(container.args, word_mentions) ||
         std::ranges::any_of(container.env, [&](const EnvVar& variable) {
           return variable.value && word_mentions(*variable.value);
         });
}

Meta with_labels_of(const Meta& workload, const Meta& pod) {
  Meta meta = workload;
  meta.labels.insert(meta.labels.end(), pod.labels.begin(), pod.labels.end());
  return meta;
}

std::optional<dsn::Candidate> recognised(std::string_view text, bool declared) {
  return dsn::recognise(text, declared ? dsn::KeyRole::kDeclaredDsn : dsn::KeyRole::kAnyKey);
}

ConnectionString make_written(Place place, std::string_view name, std::string_view value,
                              FieldPath path, dsn::Dsn dsn) {
  ConnectionString found{.place = place,
                         .name = name,
                         .path = std::move(path),
                         .value = Sealed(value),
                         .dsn = std::move(dsn)};
  found.literal_password = has_literal_password(value, found.dsn, false);
  return found;
}

}  // namespace

FieldPath ContainerFacts::path_of(const Variable& variable) const {
  if (variable.import != nullptr) {
    return container.env_from_path(*variable.import);
  }
  if (variable.definition == nullptr) {
    return container.path.child("env");
  }
  if (!variable.definition->reference) {
    return container.env_path(*variable.definition)
        .child(variable.definition->other_source ? "valueFrom" : "value");
  }
  return container.reference_path(*variable.definition);
}

namespace {

void complete_written(ContainerFacts& facts) {
  facts.as_written.reserve(facts.written.size());
  for (ConnectionString& string : facts.written) {
    facts.as_written.push_back(string.dsn);
    if (!string.embedded) {
      string.dsn = completed(string.dsn, facts.environment);
    }
  }
}

}  // namespace

PodFacts::PodFacts(const WorkloadView& the_workload, const Meta& the_meta, const World& the_world,
                   const std::vector<std::string_view>& declared_keys)
    : workload(the_workload),
      pod(the_workload.pod),
      meta(the_meta),
      labelled(with_labels_of(the_meta, the_workload.pod.meta)),
      world(the_world),
      declared_keys_(declared_keys) {
  for (const Container& container : pod.containers) {
    ContainerFacts& facts = containers.emplace_back(container, world, meta.name_space, budget_);
    take_written(facts);
    take_words(facts, container.command, "command");
    take_words(facts, container.args, "args");
    strings_ += facts.written.size();
    complete_written(facts);
    take_references(facts);
    take_environment(facts);
  }
}

bool PodFacts::is_declared(std::string_view name) const {
  return std::ranges::find(declared_keys_, name) != declared_keys_.end();
}

void PodFacts::take_written(ContainerFacts& facts) {
  std::string storage;
  for (const EnvVar& variable : facts.container.env) {
    if (!variable.value || variable.value->expose().empty()) {
      continue;
    }
    if (is_too_many(strings_ + facts.written.size())) {
      return;
    }
    const std::string_view written = variable.value->expose();
    const bool declared = is_declared(variable.name);
    const auto find = [&](std::string_view name) {
      return facts.environment.find_before(name, variable.index);
    };
    const auto path = [&] { return facts.container.env_path(variable).child("value"); };
    const auto text = text_to_judge(written, find, budget_, storage);
    const auto candidate = text ? recognised(*text, declared) : std::nullopt;
    if (candidate) {
      facts.written.push_back(make_written(Place::kVariable, variable.name, written, path(),
                                           dsn::parse(candidate->text)));
      facts.written.back().declared = declared;
    } else {
      add_embedded(Place::kVariable, variable.name, written, path, facts.written);
    }
  }
}

void PodFacts::take_words(ContainerFacts& facts, const std::vector<Sealed<std::string_view>>& words,
                          std::string_view field) {
  std::string storage;
  const auto find = [&](std::string_view name) { return facts.environment.find(name); };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_too_many(strings_ + facts.written.size())) {
      return;
    }
    const auto path = [&] { return facts.container.path.child(field).index(i); };
    const std::string_view written = words[i].expose();
    const std::string_view value = dsn::without_argument_prefix(without_flag(written));
    const auto text = text_to_judge(value, find, budget_, storage);
    const auto candidate =
        text ? recognised(dsn::without_argument_prefix(*text), false) : std::nullopt;
    if (candidate) {
      facts.written.push_back(
          make_written(Place::kArgument, {}, value, path(), dsn::parse(candidate->text)));
    } else {
      add_embedded(Place::kArgument, {}, written, path, facts.written);
    }
  }
}

void PodFacts::take_references(ContainerFacts& facts) {
  for (const EnvVar& variable : facts.container.env) {
    const Variable& found = facts.environment.defined(variable.index);
    if (!variable.reference || !found.value) {
      continue;
    }
    const KeyReference& reference = *variable.reference;
    const bool declared = is_declared(variable.name) || is_declared(reference.key);
    const dsn::Dsn* dsn = parsed(found.value->expose(), declared);
    if (dsn == nullptr) {
      continue;
    }
    facts.referenced.push_back({.source = reference.kind,
                                .object = reference.name,
                                .key = reference.key,
                                .variable = variable.name,
                                .declared = declared,
                                .path = facts.path_of(found),
                                .value = *found.value,
                                .dsn = dsn});
  }
  for (const Environment::Import& import : facts.environment.imports()) {
    take_import(facts, import);
  }
}

// A container with a connection string of its own hardly dials PGHOST as well. An imported PGHOST
// is judged where it stands; a mode that is set below verify-ca has rules of its own.
void PodFacts::take_environment(ContainerFacts& facts) {
  const bool has_string =
      !facts.referenced.empty() ||
      std::ranges::any_of(facts.written, std::logical_not(), &ConnectionString::embedded);
  std::optional<EnvironmentString> found =
      has_string ? std::nullopt : environment_string(facts.environment);
  if (!found || found->server.definition == nullptr) {
    return;
  }
  const std::optional<EnvironmentMode> mode = environment_mode(facts.environment);
  if (mode && (!mode->mode || *mode->mode < dsn::SslMode::kVerifyCa)) {
    return;
  }
  facts.from_environment.push_back({.place = Place::kVariable,
                                    .name = found->server.definition->name,
                                    .path = facts.path_of(found->server),
                                    .value = *found->server.value,
                                    .dsn = std::move(found->dsn)});
}

void PodFacts::take_import(ContainerFacts& facts, const Environment::Import& import) {
  const auto* entries = std::get_if<const std::vector<Entry>*>(&import.entries);
  // Prefixed names would need text of their own; they are rare, and their strings are judged where
  // they stand.
  if (entries == nullptr || !import.from->prefix.empty()) {
    return;
  }
  const std::size_t cost = kStringCost + text_size(facts.container);
  for (const Entry& entry : **entries) {
    if (!entry.value || !budget_.take(1)) {
      continue;
    }
    const bool declared = is_declared(entry.key);
    const dsn::Dsn* dsn = parsed(entry.value->expose(), declared);
    if (dsn == nullptr || !budget_.take(cost)) {
      continue;
    }
    const Variable winner = facts.environment.find(entry.key);
    if (winner.import != import.from) {
      // Another definition replaces this one: env deliberately, a second import hardly.
      if (winner.import != nullptr && winner.presence == Presence::kSet) {
        facts.conflicts.push_back(
            {.variable = entry.key, .loser = import.from, .winner = winner.import});
      }
      continue;
    }
    facts.referenced.push_back({.source = import.from->kind,
                                .object = import.from->name,
                                .key = entry.key,
                                .variable = entry.key,
                                .declared = declared,
                                .used = uses_variable(facts.container, entry.key),
                                .path = facts.container.env_from_path(*import.from),
                                .value = Sealed(std::string_view(entry.value->expose())),
                                .dsn = dsn});
  }
}

const dsn::Dsn* PodFacts::parsed(std::string_view value, bool declared) {
  const auto [known, added] = parsed_.try_emplace({value.data(), declared});
  if (added) {
    if (const auto candidate = recognised(value, declared)) {
      known->second = std::make_unique<const dsn::Dsn>(dsn::parse(candidate->text));
    }
  }
  return known->second.get();
}

}  // namespace postern::kube
