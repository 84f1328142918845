#include "rules/release_facts.h"

#include <algorithm>

namespace postern::rules {
namespace {

StatedMode mode_of(const helm::Value& value, const policy::ReleaseMapping& mapping) {
  if (value.is_text(mapping.external_mode)) {
    return StatedMode::kExternal;
  }
  return value.is_text(mapping.embedded_mode) ? StatedMode::kEmbedded : StatedMode::kUnknown;
}

}  // namespace

ReleaseFacts::ReleaseFacts(const helm::Release& the_release,
                           const policy::Application& the_application, std::string_view alias,
                           const helm::Manifest& the_manifest)
    : release(the_release),
      application(the_application),
      mapping(the_application.release),
      manifest(the_manifest),
      values(alias.empty() ? the_release.values : the_release.values.at(alias)),
      is_subchart(!alias.empty()) {
  if (is_subchart) {
    prefix_.emplace_back(alias);
  }
  mode = mode_of(value(mapping.mode), mapping);
  read_inline_string();
}

helm::Value ReleaseFacts::value(std::string_view path) const {
  return path.empty() ? helm::Value() : values.at(helm::value_path(path));
}

kube::FieldPath ReleaseFacts::path(std::string_view path) const {
  kube::FieldPath full = kube::FieldPath().child("values");
  for (const std::string& key : prefix_) {
    full = full.child(key);
  }
  for (const std::string& key : helm::value_path(path)) {
    full = full.child(key);
  }
  return full;
}

// "# Source: umbrella/charts/db/templates/secret.yaml".
bool ReleaseFacts::renders(const helm::ManifestObject& entry) const {
  return !is_subchart || entry.source.empty() ||
         entry.source.find("/charts/" + prefix_.front() + "/") != std::string_view::npos;
}

std::string_view ReleaseFacts::acknowledgement() const {
  const auto& paths = mapping.acknowledgements;
  const auto set = std::ranges::find_if(
      paths, [&](const std::string& path) { return !value(path).is_absent(); });
  if (set != paths.end()) {
    return *set;
  }
  return paths.empty() ? std::string_view() : std::string_view(paths.front());
}

bool ReleaseFacts::is_acknowledged() const {
  return std::ranges::any_of(mapping.acknowledgements,
                             [&](const std::string& path) { return is_set(path); });
}

bool ReleaseFacts::uses_inline_string() const {
  return is_external() && has_inline_string() && !has_string_secret() && !has_whole_secret();
}

std::optional<dsn::SslMode> ReleaseFacts::tls_mode() const {
  const helm::Value value_of_mode = value(mapping.tls_mode);
  for (const dsn::SslMode candidate :
       {dsn::SslMode::kRequire, dsn::SslMode::kVerifyCa, dsn::SslMode::kVerifyFull}) {
    if (value_of_mode.is_text(to_text(candidate).view())) {
      return candidate;
    }
  }
  return std::nullopt;
}

void ReleaseFacts::read_inline_string() {
  const std::string_view text = value(mapping.connection_string).text().expose();
  if (!uses_inline_string() || !application.takes_scheme_of(text)) {
    return;
  }
  const dsn::Dsn& own = inline_dsn_.emplace(dsn::parse(text));
  composed_ = text;
  const std::optional<dsn::SslMode> appended = tls_mode();
  if (tls_is_on() && !appended) {
    return;
  }
  // A mode of the string's own would only be doubled, which release-tls-doubled says.
  if (tls_is_on() && appended && !own.tls.is_explicit()) {
    composed_ += text.find('?') == std::string_view::npos ? "?sslmode=" : "&sslmode=";
    composed_ += to_text(*appended).view();
    if (appended != dsn::SslMode::kRequire) {
      composed_ += "&sslrootcert=" + application.ca_directory + "/ca.crt";
    }
  }
  inline_string_ = kube::ConnectionString{.place = kube::Place::kValues,
                                          .declared = true,
                                          .literal_password = true,
                                          .path = path(mapping.connection_string),
                                          .value = Sealed(text),
                                          .dsn = dsn::parse(composed_)};
}

}  // namespace postern::rules
