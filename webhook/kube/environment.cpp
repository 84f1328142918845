#include "kube/environment.h"

#include <algorithm>
#include <utility>

#include "dsn/dsn.h"
#include "kube/references.h"

namespace postern::kube {
namespace {

// More imports than this are not looked into; what they hold counts as not visible.
constexpr std::size_t kMostImports = 64;
// So few variables are looked through faster than a table of them is made.
constexpr std::size_t kFewVariables = 32;

}  // namespace

const Entry* find_entry(const std::vector<Entry>& entries, std::string_view key) {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

// makeEnvironmentVariables (pkg/kubelet/kubelet_pods.go): envFrom in order, then env in order; each
// element sees the ones before it; variables of Services are there for the asking.
Environment::Environment(const Container& container, const World& world,
                         std::string_view name_space, Budget& budget)
    : world_(world), name_space_(name_space), budget_(budget) {
  imports_.reserve(container.env_from.size());
  for (const EnvFrom& from : container.env_from) {
    const bool looked_into = imports_.size() < kMostImports;
    imports_.push_back({.from = &from,
                        .entries = looked_into ? entries_of(world, from.kind, name_space, from.name)
                                               : EntriesLookup(Unknown{})});
  }
  own_.reserve(container.env.size());
  const bool few = container.env.size() <= kFewVariables;
  for (const EnvVar& variable : container.env) {
    own_.push_back(resolve(variable));
    if (!few && own_.back().presence != Presence::kAbsent) {
      last_[variable.name] = own_.size() - 1;
    }
  }
}

const Variable* Environment::find_own(std::string_view name) const {
  if (own_.size() <= kFewVariables) {
    const auto found = std::find_if(own_.rbegin(), own_.rend(), [name](const Variable& variable) {
      return variable.definition->name == name && variable.presence != Presence::kAbsent;
    });
    return found == own_.rend() ? nullptr : &*found;
  }
  const auto found = last_.find(name);
  return found == last_.end() ? nullptr : &own_[found->second];
}

Variable Environment::find(std::string_view name) const {
  const Variable* own = find_own(name);
  return own == nullptr ? find_imported(name) : *own;
}

Variable Environment::find_before(std::string_view name, std::size_t position) const {
  const Variable* own = find_own(name);
  if (own == nullptr) {
    return find_imported(name);
  }
  if (own->definition->index < position) {
    return *own;
  }
  if (!budget_.take(position)) {
    return {.presence = Presence::kPossible};
  }
  for (std::size_t i = std::min(position, own_.size()); i-- > 0;) {
    if (own_[i].presence != Presence::kAbsent && own_[i].definition->name == name) {
      return own_[i];
    }
  }
  return find_imported(name);
}

Variable Environment::find_imported(std::string_view name) const {
  // The last source wins; one that cannot be seen may win over those before it.
  for (auto import = imports_.rbegin(); import != imports_.rend(); ++import) {
    const std::string_view prefix = import->from->prefix;
    if (!name.starts_with(prefix) || std::holds_alternative<Absent>(import->entries)) {
      continue;
    }
    const auto* entries = std::get_if<const std::vector<Entry>*>(&import->entries);
    if (entries == nullptr || !budget_.take((*entries)->size())) {
      return {.presence = Presence::kPossible, .import = import->from};
    }
    if (const Entry* entry = find_entry(**entries, name.substr(prefix.size()))) {
      Variable variable{.presence = Presence::kSet, .import = import->from, .key = entry->key};
      if (entry->value) {
        variable.value = Sealed(std::string_view(entry->value->expose()));
      }
      return variable;
    }
  }
  return {};
}

Variable Environment::resolve(const EnvVar& variable) {
  if (variable.reference) {
    return resolve_reference(variable);
  }
  if (variable.other_source) {
    return {.presence = Presence::kSet, .definition = &variable};
  }
  return resolve_literal(variable);
}

Variable Environment::resolve_literal(const EnvVar& variable) {
  Variable resolved{.presence = Presence::kSet, .definition = &variable};
  const std::string_view written = variable.value ? variable.value->expose() : std::string_view();
  if (!may_refer(written)) {
    resolved.value = Sealed(written);
    return resolved;
  }
  if (std::optional<std::string> text = expanded(written)) {
    texts_.push_back(*std::move(text));
    resolved.value = Sealed(std::string_view(texts_.back()));
  }
  return resolved;
}

Variable Environment::resolve_reference(const EnvVar& variable) const {
  const KeyReference& reference = *variable.reference;
  Variable resolved{.presence = reference.optional ? Presence::kPossible : Presence::kSet,
                    .definition = &variable};
  const EntriesLookup lookup = entries_of(world_, reference.kind, name_space_, reference.name);
  const auto* entries = std::get_if<const std::vector<Entry>*>(&lookup);
  if (entries == nullptr) {
    const bool skipped = std::holds_alternative<Absent>(lookup) && reference.optional;
    resolved.presence = skipped ? Presence::kAbsent : resolved.presence;
    return resolved;
  }
  if (!budget_.take((*entries)->size())) {
    return resolved;
  }
  const Entry* entry = find_entry(**entries, reference.key);
  if (entry == nullptr) {
    resolved.presence = reference.optional ? Presence::kAbsent : Presence::kSet;
    return resolved;
  }
  resolved.presence = Presence::kSet;
  if (entry->value) {
    resolved.value = Sealed(std::string_view(entry->value->expose()));
  }
  return resolved;
}

// Nothing when a variable in it is not visible, or when it grows beyond a connection string.
std::optional<std::string> Environment::expanded(std::string_view text) const {
  std::string out;
  bool visible = true;
  const auto append = [&](std::string_view piece) {
    visible = visible && out.size() + piece.size() <= dsn::kMaximumLength &&
              budget_.take(piece.size() + 1);
    if (visible) {
      out += piece;
    }
  };
  scan_references(text, append, [&](std::string_view name, std::string_view written) {
    if (!visible) {
      return;
    }
    const Variable variable = find(name);
    if (variable.value) {
      append(variable.value->expose());
    } else if (variable.presence == Presence::kAbsent && !names_a_service(name)) {
      append(written);
    } else {
      visible = false;
    }
  });
  return visible ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace postern::kube
