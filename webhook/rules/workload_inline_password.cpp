#include <algorithm>
#include <string_view>
#include <vector>

#include "kube/references.h"
#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// A value that only refers to other variables ($(DB_PASSWORD)) holds no password itself.
bool is_literal(std::string_view value) {
  return kube::may_refer(value) ? !kube::without_references(value).empty() : !value.empty();
}

/// The words of a container's command or args.
struct Words {
  const std::vector<Sealed<std::string_view>>& texts;
  std::string_view field;
};

template <typename Visit>
void for_each_password(const policy::Application* application, const Visit& visit) {
  visit(std::string_view("PGPASSWORD"));
  if (application != nullptr) {
    std::ranges::for_each(application->password_variables, visit);
  }
}

bool names_a_password(std::string_view variable, const policy::Application* application) {
  return variable == "PGPASSWORD" ||
         (application != nullptr && application->declares_password_variable(variable));
}

void check_environment(const kube::Container& container, const policy::Application* application,
                       Reporter& report) {
  for (const kube::EnvVar& variable : container.env) {
    if (variable.value && names_a_password(variable.name, application) &&
        is_literal(variable.value->expose())) {
      report.at(container.env_path(variable).child("value"), "{} holds a literal password",
                Name(variable.name));
    }
  }
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// What stands behind NAME= in a shell command: a literal, unless it is empty or expanded.
bool is_shell_literal(std::string_view value) {
  if (value.starts_with('"') || value.starts_with('\'')) {
    const char quote = value.front();
    value.remove_prefix(1);
    if (value.starts_with(quote)) {
      return false;
    }
  }
  constexpr std::string_view kEnds = "$`<{ \t\r\n;&|)";
  return !value.empty() && kEnds.find(value.front()) == std::string_view::npos;
}

// "PGPASSWORD=secret psql", "export PGPASSWORD='secret'", or the word of env(1).
bool assigns_password(std::string_view text, std::string_view variable) {
  for (std::size_t at = text.find(variable); at != std::string_view::npos;
       at = text.find(variable, at + variable.size())) {
    const std::string_view behind = text.substr(at + variable.size());
    const bool whole = at == 0 || !is_name_character(text[at - 1]);
    if (whole && behind.starts_with('=') && is_shell_literal(behind.substr(1))) {
      return true;
    }
  }
  return false;
}

void check_words(const kube::Container& container, const Words& words,
                 const policy::Application* application, Reporter& report) {
  for (std::size_t i = 0; i < words.texts.size(); ++i) {
    for_each_password(application, [&](std::string_view variable) {
      if (assigns_password(words.texts[i].expose(), variable)) {
        report.at(container.path.child(words.field).index(i), "{} holds a literal password",
                  Name(variable));
      }
    });
  }
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const policy::Application* application = application_of(pod.labelled, context.policy);
  for (const kube::Container& container : pod.pod.containers) {
    check_environment(container, application, report);
    check_words(container, {container.command, "command"}, application, report);
    check_words(container, {container.args, "args"}, application, report);
  }
}

}  // namespace

constexpr Rule workload_inline_password{
    .id = "workload-inline-password",
    .title = "Literal database password in a pod template",
    .why =
        "Everyone who may read the workload or its revisions reads the password; it stays in etcd "
        "in plain text and in every backup of the manifests.",
    .hint = "Take the password from a Secret with valueFrom.secretKeyRef.",
    .bad = R"(apiVersion: v1
kind: Pod
metadata: {name: migrate}
spec:
  containers:
    - name: migrate
      image: registry.example.org/migrate:1
      env:
        - {name: PGPASSWORD, value: Zk8v2mQp}
)",
    .good = R"(apiVersion: v1
kind: Pod
metadata: {name: migrate}
spec:
  containers:
    - name: migrate
      image: registry.example.org/migrate:1
      env:
        - name: PGPASSWORD
          valueFrom: {secretKeyRef: {name: orders-db, key: password}}
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
