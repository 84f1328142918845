#include "dsn/spill.h"

#include <algorithm>
#include <string>

namespace postern::dsn {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// A URI's text behind "://", as far as it tells where somebody meant the password to end.
class Written {
 public:
  explicit Written(std::string_view text) : text_(text) {
    const std::size_t scheme = text.find("://");
    rest_ = scheme == kNone ? std::string_view() : text.substr(scheme + 3);
    colon_ = rest_.find(':');
    slash_ = rest_.find('/');
    at_ = rest_.find('@');
  }

  /// "user:...@": the first '@' ended a password, however short.
  [[nodiscard]] bool has_credentials() const { return at_ != kNone && colon_ < at_; }

  /// "user:pa/ss@host": a colon, then the slash, then the '@'.
  [[nodiscard]] bool at_sign_came_late() const {
    return at_ != kNone && colon_ < slash_ && slash_ < at_;
  }

  /// "user:pass@@host": to libpq the abstract socket "@host".
  [[nodiscard]] bool doubles_at_sign() const {
    return has_credentials() && rest_.substr(at_).starts_with("@@");
  }

  [[nodiscard]] bool has_second_at_sign() const {
    return at_ != kNone && rest_.find('@', at_ + 1) != kNone;
  }

  [[nodiscard]] std::string_view part(ByteRange range) const {
    return text_.substr(std::min(range.begin, text_.size()), range.end - range.begin);
  }

  /// The keyword of the parameter whose value begins at `value`.
  [[nodiscard]] std::string_view keyword_before(std::size_t value) const {
    // The query begins at the first '?' behind the user information, and a keyword may hold more.
    const std::size_t authority = text_.size() - rest_.size() + (at_ < slash_ ? at_ : 0);
    const std::size_t query = std::min(text_.find('?', authority), value);
    const std::size_t ampersand = text_.substr(0, value).rfind('&');
    const std::size_t begin = ampersand == kNone ? query : std::max(ampersand, query);
    return text_.substr(begin, value - begin);
  }

 private:
  std::string_view text_;
  std::string_view rest_;
  std::size_t colon_ = kNone;
  std::size_t slash_ = kNone;
  std::size_t at_ = kNone;
};

bool holds_at_sign(std::string_view text) { return text.find('@') != kNone; }

/// As it stands in the text: what is percent-encoded was meant.
std::string_view written_value(const Dsn& dsn, Key key, const Written& written) {
  const auto found = std::ranges::find_if(
      dsn.parameters, [key](const Parameter& one) { return one.key == key && one.in_force; });
  return found == dsn.parameters.end() ? std::string_view() : written.part(found->range);
}

bool in_host(const Dsn& dsn, const Written& written) {
  const Sealed<std::string>* host = dsn.value(Key::kHost);
  const bool abstract_socket = host != nullptr && host->expose().starts_with('@');
  if (abstract_socket ? written.doubles_at_sign()
                      : host != nullptr && holds_at_sign(host->expose())) {
    return true;
  }
  // "user:p@[ss@host": the bracket opens an IPv6 address that nothing closes.
  return dsn.fault && !dsn.fault->at_connect && dsn.fault->component == Component::kHost &&
         written.has_second_at_sign();
}

/// "user:p@ss/word@host.example/db": what follows the '@' has the form of a host.
bool in_database(const Dsn& dsn, const Written& written) {
  const std::string_view database = written_value(dsn, Key::kDbname, written);
  if (!holds_at_sign(database)) {
    return false;
  }
  const bool host_follows = database.find_first_of(".:/", database.find('@')) != kNone;
  return written.at_sign_came_late() || (written.has_credentials() && host_follows);
}

/// "user:p@s?x@host": the '@' stands in the query, which has no form then, or a strange keyword.
bool in_query(const Dsn& dsn, const Written& written) {
  if (dsn.fault && dsn.fault->component == Component::kQuery &&
      (written.at_sign_came_late() || holds_at_sign(written.part(dsn.fault->range)))) {
    return true;
  }
  return std::ranges::any_of(dsn.parameters, [&](const Parameter& parameter) {
    return parameter.keyword.empty() &&
           holds_at_sign(written.keyword_before(parameter.range.begin));
  });
}

}  // namespace

// conninfo_uri_parse_options: the first '@' ends the password, unless a '/' comes before it.
std::optional<Component> spilled_password(const Dsn& dsn, std::string_view text) {
  if (dsn.form != Form::kUri) {
    return std::nullopt;
  }
  const Written written(text);
  if (in_host(dsn, written)) {
    return Component::kHost;
  }
  if (holds_at_sign(written_value(dsn, Key::kPort, written))) {
    return Component::kPort;
  }
  if (in_database(dsn, written)) {
    return Component::kDatabase;
  }
  return in_query(dsn, written) ? std::optional(Component::kQuery) : std::nullopt;
}

}  // namespace postern::dsn
