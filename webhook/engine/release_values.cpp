#include "engine/release_values.h"

#include <algorithm>
#include <utility>

#include "dsn/recognise.h"
#include "engine/guarded.h"
#include "kube/connection_string.h"
#include "rules/catalog.h"
#include "rules/reporter.h"

namespace postern::engine {
namespace {

using helm::Value;
using kube::ConnectionString;
using rules::Finding;
using rules::ReleaseFacts;
using rules::Rule;

bool has_connection_string(const Value& values, const policy::ReleaseMapping& mapping) {
  return !values.at(helm::value_path(mapping.connection_string)).is_absent();
}

bool is_shaped(const Value& values, const policy::ReleaseMapping& mapping) {
  return values.at(helm::value_path(mapping.mode)).kind() == helm::ValueKind::kText &&
         has_connection_string(values, mapping);
}

bool installs(const helm::Manifest& manifest, const policy::Application& application) {
  return std::ranges::any_of(manifest.objects, [&](const helm::ManifestObject& entry) {
    return std::holds_alternative<kube::WorkloadView>(entry.object.view) &&
           application.selector.matches(entry.object.meta);
  });
}

// Connection strings in what the user supplied, beside those that a contract maps.
class SuppliedStrings {
 public:
  explicit SuppliedStrings(std::vector<kube::FieldPath> mapped) : mapped_(std::move(mapped)) {}

  std::vector<ConnectionString> in(const std::optional<kube::Json>& supplied) {
    if (supplied) {
      pending_.emplace_back(*supplied, kube::FieldPath().child("values"));
    }
    while (!pending_.empty() && found_.size() < kMostStrings) {
      auto [element, path] = std::move(pending_.back());
      pending_.pop_back();
      visit(element, path);
    }
    return std::move(found_);
  }

 private:
  static constexpr std::size_t kMostStrings = 100;

  void visit(const kube::Json& element, const kube::FieldPath& path) {
    kube::JsonObject map;
    kube::JsonArray list;
    if (element.get(map) == simdjson::SUCCESS) {
      for (const auto& [key, value] : map) {
        visit_child(value, [&, key = key] { return path.child(key); });
      }
    } else if (element.get(list) == simdjson::SUCCESS) {
      std::size_t position = 0;
      for (const kube::Json value : list) {
        visit_child(value, [&] { return path.index(position); });
        ++position;
      }
    }
  }

  // There may be a million values: a path is made for what has to be looked into.
  template <typename MakePath>
  void visit_child(const kube::Json& value, const MakePath& path) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) {
      if (dsn::recognise(text)) {
        take(text, path());
      }
    } else if (value.is_object() || value.is_array()) {
      pending_.emplace_back(value, path());
    }
  }

  void take(std::string_view text, const kube::FieldPath& path) {
    if (std::ranges::find(mapped_, path) != mapped_.end()) {
      return;
    }
    if (const std::optional<dsn::Candidate> candidate = dsn::recognise(text)) {
      found_.push_back({.place = kube::Place::kValues,
                        .path = path,
                        .value = Sealed(text),
                        .dsn = dsn::parse(candidate->text)});
    }
  }

  std::vector<kube::FieldPath> mapped_;
  std::vector<std::pair<kube::Json, kube::FieldPath>> pending_;
  std::vector<ConnectionString> found_;
};

std::vector<ConnectionString> unmapped_strings(
    const helm::Release& release, const std::vector<std::unique_ptr<ReleaseFacts>>& applications) {
  std::vector<kube::FieldPath> mapped;
  mapped.reserve(applications.size());
  for (const auto& facts : applications) {
    mapped.push_back(facts->path(facts->mapping.connection_string));
  }
  return SuppliedStrings(std::move(mapped)).in(release.values.supplied());
}

void run_on_values(const Rule& rule, const std::vector<std::unique_ptr<ReleaseFacts>>& applications,
                   const std::vector<ConnectionString>& unmapped, const rules::Context& context,
                   std::vector<Finding>& findings) {
  rules::Reporter report(findings);
  for (const auto& facts : applications) {
    if (facts->inline_string()) {
      guarded(rule, report,
              [&] { rule.on_connection_string(*facts->inline_string(), context, report); });
    }
  }
  if (rule.needs_whole_string) {
    return;
  }
  const std::size_t before = findings.size();
  for (const ConnectionString& string : unmapped) {
    guarded(rule, report, [&] { rule.on_connection_string(string, context, report); });
  }
  // A template may wrap, complete or drop it; what it makes of it stands in the manifest.
  for (std::size_t i = before; i < findings.size(); ++i) {
    findings[i].action = findings[i].action == Action::kDeny ? Action::kWarn : findings[i].action;
  }
}

}  // namespace

std::vector<std::string_view> values_of_application(const helm::Release& release,
                                                    const helm::Manifest& manifest,
                                                    const policy::Application& application) {
  const policy::ReleaseMapping& mapping = application.release;
  if (!mapping.is_mapped()) {
    return {};
  }
  if (mapping.names_chart(release.chart)) {
    return {std::string_view()};
  }
  const bool installed = installs(manifest, application);
  std::vector<std::string_view> keys;
  for (const helm::Dependency& entry : release.dependencies) {
    const bool known = mapping.names_chart(entry.name) ||
                       (entry.renamed && installed &&
                        has_connection_string(release.values.at(entry.alias), mapping));
    if (known && std::ranges::find(keys, entry.alias) == keys.end()) {
      keys.push_back(entry.alias);
    }
  }
  if (keys.empty() && installed && is_shaped(release.values, mapping)) {
    keys.emplace_back();
  }
  return keys;
}

bool holds_values_of(const helm::Release& release, const policy::Application& application,
                     std::string_view key) {
  const policy::ReleaseMapping& mapping = application.release;
  return key.empty() ? mapping.names_chart(release.chart) || is_shaped(release.values, mapping)
                     : release.values.at(key).kind() == helm::ValueKind::kMap;
}

void evaluate_values(const helm::Release& release,
                     const std::vector<std::unique_ptr<ReleaseFacts>>& applications,
                     const rules::Context& context, std::vector<Finding>& findings) {
  const std::vector<ConnectionString> unmapped = unmapped_strings(release, applications);
  for (const Rule* rule : rules::catalog()) {
    if (rule->on_release == nullptr) {
      continue;
    }
    rules::Reporter report(findings);
    for (const auto& facts : applications) {
      guarded(*rule, report, [&] { rule->on_release(*facts, context, report); });
    }
  }
  for (const Rule* rule : rules::catalog()) {
    if (rule->on_connection_string != nullptr) {
      run_on_values(*rule, applications, unmapped, context, findings);
    }
  }
}

}  // namespace postern::engine
