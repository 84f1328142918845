// The policy file described once: every key, its member, its form, what it means.
// Guarantees that loader, JSON Schema, reference and effective policy cannot disagree on a key.
#pragma once

#include <cstddef>
#include <cstdint>

#include "policy/policy.h"
#include "policy/text_form.h"

namespace postern::policy {

inline constexpr std::size_t kMaximumItems = 1000;
inline constexpr std::size_t kMaximumExceptions = 10'000;

/// What a description says about one key. An archive (loader, writer, schema) visits a part of the
/// policy by `describe(archive, part)`, which calls archive.field(key, member, note) for each key.
struct FieldNote {
  Literal help;                    // for the schema and the docs; a sentence
  const TextForm* form = nullptr;  // of a text, of each text of a list, of the keys of a map
  std::int64_t minimum = 0;        // of a number
  std::int64_t maximum = 0;
  bool required = false;  // then a text or list must not be empty either
  std::size_t maximum_items = kMaximumItems;
};

template <typename Archive>
void describe(Archive& archive, NamespaceMode& entry) {
  archive.field("match", entry.match,
                {.help = "Globs on the namespace.", .form = &kNameGlob, .required = true});
  archive.field("mode", entry.mode, {.help = "The mode there.", .required = true});
}

template <typename Archive>
void describe(Archive& archive, HostMinimum& entry) {
  archive.field("match", entry.match,
                {.help = "Globs on the host, any case.", .form = &kHostGlob, .required = true});
  archive.field("minimum", entry.minimum,
                {.help = "The least sslmode towards these hosts.", .required = true});
}

template <typename Archive>
void describe(Archive& archive, TlsPolicy& tls) {
  archive.field("minimum", tls.minimum, {.help = "The least sslmode towards an external host."});
  archive.field("plaintextAllowed", tls.plaintext_allowed,
                {.help = "Targets towards which no TLS is needed."});
  archive.field("plaintextCidrs", tls.plaintext_cidrs,
                {.help = "Addresses towards which no TLS is needed.", .form = &kCidrText});
  archive.field("inClusterHosts", tls.targets.in_cluster_hosts,
                {.help = "Globs on hosts that count as in-cluster.", .form = &kHostGlob});
  archive.field("serviceDotNamespace", tls.targets.service_dot_namespace,
                {.help = "Whether pg-rw.databases is read as service.namespace."});
  archive.field("hosts", tls.hosts,
                {.help = "The least sslmode by host; the first entry that matches is in force."});
}

template <typename Archive>
void describe(Archive& archive, CertificatePolicy& certificates) {
  archive.field("warnBeforeDays", certificates.warn_before_days,
                {.help = "Days before a CA certificate expires from which rules warn about it.",
                 .maximum = 3650});
}

template <typename Archive>
void describe(Archive& archive, LookupPolicy& lookup) {
  archive.field("enabled", lookup.enabled,
                {.help = "Whether rules may look up the Secrets that a workload refers to."});
  archive.field(
      "timeoutMs", lookup.timeout_ms,
      {.help = "How long one lookup may take, in milliseconds.", .minimum = 1, .maximum = 10'000});
  archive.field("cacheSeconds", lookup.cache_seconds,
                {.help = "How long an answer is used again, in seconds.", .maximum = 3600});
  archive.field("onUnknown", lookup.on_unknown,
                {.help = "The action where a lookup got no answer."});
}

template <typename Archive>
void describe(Archive& archive, ObjectPattern& object) {
  archive.field("kind", object.kind, {.help = "A glob on the kind.", .form = &kKindGlob});
  archive.field("namespace", object.name_space,
                {.help = "A glob on the namespace.", .form = &kNameGlob});
  archive.field("name", object.name, {.help = "A glob on the name.", .form = &kNameGlob});
}

template <typename Archive>
void describe(Archive& archive, Exception& exception) {
  archive.field("name", exception.name,
                {.help = "What the exception is called in logs and metrics; unique.",
                 .form = &kEntryName,
                 .required = true});
  archive.field("rules", exception.rules,
                {.help = "Rule ids, or globs on them.", .form = &kRuleGlob, .required = true});
  archive.field("objects", exception.objects,
                {.help = "Objects of which one must match; none: any object."});
  archive.field("users", exception.users,
                {.help = "Globs on user names; with groups, either must match. None: anybody.",
                 .form = &kUserGlob});
  archive.field("groups", exception.groups,
                {.help = "Globs on the groups of the user.", .form = &kUserGlob});
  archive.field("reason", exception.reason,
                {.help = "Why, and the ticket.", .form = &kProse, .required = true});
  archive.field(
      "expires", exception.expires,
      {.help = "The last day on which it holds, through its end in UTC.", .form = &kDateText});
}

template <typename Archive>
void describe(Archive& archive, AnnotationExemption& exemption) {
  archive.field("namespaces", exemption.namespaces,
                {.help = "Globs on the namespaces in which the annotation works.",
                 .form = &kNameGlob,
                 .required = true});
  archive.field("rules", exemption.rules,
                {.help = "Rule ids or globs that an annotation may name there.",
                 .form = &kRuleGlob,
                 .required = true});
}

template <typename Archive>
void describe(Archive& archive, BreakGlass& break_glass) {
  archive.field("groups", break_glass.groups,
                {.help = "Globs on groups whose members are never refused, always recorded.",
                 .form = &kUserGlob});
}

template <typename Archive>
void describe(Archive& archive, Component& component) {
  archive.field("name", component.name,
                {.help = "What the component is called.", .form = &kEntryName, .required = true});
  archive.labels("selector", component.selector,
                 {.help = "Labels that its workloads carry, all of them.", .required = true});
  archive.field("maximumReplicas", component.maximum_replicas,
                {.help = "The most replicas that it may have.", .maximum = 1'000'000});
  archive.field("requiredStrategy", component.required_strategy,
                {.help = "The update strategy that it needs; empty: any.", .form = &kStrategy});
  archive.field("strategyWithClaim", component.strategy_with_claim,
                {.help = "Whether it needs requiredStrategy only where its pods mount a persistent "
                         "volume claim."});
  archive.field("ownsSchema", component.owns_schema,
                {.help = "Whether it owns the schema: beside an external database its read-only "
                         "password variable must be set to an empty text."});
  archive.field("forbiddenInExternal", component.forbidden_in_external,
                {.help = "Whether it must not run beside an external database."});
  archive.field("embeddedDatabase", component.embedded_database,
                {.help = "Whether it is the Postgres that the application brings along."});
  archive.field(
      "idleDuringSwitch", component.idle_during_switch,
      {.help = "Whether it must be at 0 replicas in the release that replaces the embedded "
               "database by an external one."});
  archive.field("replicas", component.replicas,
                {.help = "Where the chart's values keep its replicas.", .form = &kValuePath});
}

template <typename Archive>
void describe(Archive& archive, ReleaseMapping& release) {
  const auto path = [&archive](Literal name, std::string& member, Literal help) {
    archive.field(name, member, {.help = help, .form = &kValuePath});
  };
  archive.field(
      "charts", release.charts,
      {.help = "Globs on the names of its chart, alone or as a dependency.", .form = &kNameGlob});
  path("mode", release.mode, "Whose database it uses; without this path nothing else is read.");
  archive.field("embeddedMode", release.embedded_mode,
                {.help = "What stands there for the chart's own.", .form = &kModeWord});
  archive.field("externalMode", release.external_mode,
                {.help = "What stands there for an external one.", .form = &kModeWord});
  path("connectionString", release.connection_string, "The connection URL, inline.");
  path("existingSecret", release.existing_secret,
       "The name of a Secret that holds the connection URL.");
  path("existingSecretKey", release.existing_secret_key, "The key in that Secret.");
  path("wholeSecret", release.whole_secret,
       "The name of a Secret that holds all secrets of the application.");
  path("tlsEnabled", release.tls_enabled,
       "Whether the chart appends TLS parameters to the inline URL and mounts the CA.");
  path("tlsMode", release.tls_mode, "The sslmode that it appends.");
  path("caSecret", release.ca_secret, "The name of the Secret with the CA bundle.");
  path("caKey", release.ca_key, "The key in that Secret, and the name of the file.");
  archive.field("acknowledgements", release.acknowledgements,
                {.help = "Where the operator confirms that the URL in a Secret carries its TLS "
                         "parameters; the first path that is set.",
                 .form = &kValuePath});
  path("lease", release.lease, "Whether lease mode is on, which needs the embedded database.");
  archive.field("required", release.required,
                {.help = "Values that must not be empty.", .form = &kValuePath});
  archive.field("sizes", release.sizes,
                {.help = "Values that are sizes in Mi, Gi or Ti.", .form = &kValuePath});
}

template <typename Archive>
void describe(Archive& archive, Application& application) {
  archive.preset("preset", application,
                 {.help = "A built-in contract; the other keys then change parts of it."});
  archive.field("name", application.name,
                {.help = "What the application is called; unique.", .form = &kEntryName});
  archive.labels("selector", application.selector,
                 {.help = "Labels that every workload of the application carries, all of them."});
  archive.field("instanceLabel", application.instance_label,
                {.help = "The label that tells installations apart.", .form = &kLabelKey});
  archive.field("dsnKeys", application.dsn_keys,
                {.help = "Secret keys that hold a connection URL.", .form = &kDataKey});
  archive.field("schemes", application.schemes,
                {.help = "Schemes that the application takes in these URLs, exactly so spelt.",
                 .form = &kScheme});
  archive.field(
      "requiredKeys", application.required_keys,
      {.help = "Keys that a Secret of the whole application must hold.", .form = &kDataKey});
  archive.field(
      "embeddedKeys", application.embedded_keys,
      {.help = "Keys that are needed with the embedded database only.", .form = &kDataKey});
  archive.field("passwordVariables", application.password_variables,
                {.help = "Environment variables that hold a password.", .form = &kDataKey});
  archive.field("readonlyPasswordVariable", application.readonly_password_variable,
                {.help = "The variable of the read-only role's password, see ownsSchema.",
                 .form = &kDataKey});
  archive.field("embeddedHosts", application.embedded_hosts,
                {.help = "Globs on the service names of the application's own database.",
                 .form = &kHostGlob});
  archive.field("caDirectory", application.ca_directory,
                {.help = "The directory at which a CA bundle is mounted.", .form = &kAbsolutePath});
  archive.field(
      "caSecrets", application.ca_secrets,
      {.help = "Globs on the Secrets and ConfigMaps that hold its CA bundle.", .form = &kNameGlob});
  archive.field("components", application.components,
                {.help = "Its kinds of workloads; the first whose labels match."});
  archive.field("release", application.release,
                {.help = "Its chart: where the values of a Helm release say what."});
}

template <typename Archive>
void describe(Archive& archive, ReleasePolicy& releases) {
  archive.field(
      "undecodable", releases.undecodable,
      {.help = "The action on a release that cannot be read; Helm cannot read it either."});
  archive.field("maximumMib", releases.maximum_mib,
                {.help = "The most MiB that a release may inflate to; a larger one is refused.",
                 .minimum = 1,
                 .maximum = 1024});
}

template <typename Archive>
void describe(Archive& archive, Policy& policy) {
  archive.constant("apiVersion", "postern.dev/v1");
  archive.constant("kind", "Policy");
  archive.field("profile", policy.profile, {.help = "What holds where this file says nothing."});
  archive.field("mode", policy.mode,
                {.help = "enforce refuses, warn only warns, audit only records."});
  archive.field("namespaces", policy.namespaces,
                {.help = "Modes by namespace; the first entry that matches is in force."});
  archive.field("existingViolations", policy.existing_violations,
                {.help = "What an update meets that leaves a violation as it was."});
  archive.field("rules", policy.rules,
                {.help = "Actions by rule id, instead of the profile's.", .form = &kRuleId});
  archive.field("tls", policy.tls, {.help = "How connections must be encrypted."});
  archive.field("certificates", policy.certificates, {.help = "About CA certificates."});
  archive.field("lookup", policy.lookup, {.help = "About looking up other objects."});
  archive.field("releases", policy.releases, {.help = "About Helm releases."});
  archive.field("exceptions", policy.exceptions,
                {.help = "Who may do what a rule forbids, on which objects, until when, and why.",
                 .maximum_items = kMaximumExceptions});
  archive.field("annotationExemptions", policy.annotation_exemptions,
                {.help = "Where the annotation postern.dev/exempt works."});
  archive.field("breakGlass", policy.break_glass, {.help = "Who is never refused."});
  archive.field("applications", policy.applications,
                {.help = "Contracts of applications whose objects are judged in detail."});
  archive.field("clusterDomain", policy.tls.targets.cluster_domain,
                {.help = "The cluster's DNS domain.", .form = &kDomainName});
}

}  // namespace postern::policy
