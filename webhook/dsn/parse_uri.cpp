#include "dsn/parse_uri.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsn/parse_query.h"

namespace postern::dsn {
namespace {

/// Walks one URI from left to right; every step returns false once the string is faulty.
class UriReader {
 public:
  UriReader(Draft& draft, std::size_t begin, const UriGrammar& grammar)
      : draft_(draft), text_(draft.text()), at_(begin), grammar_(grammar) {}

  bool read() {
    return user_info() && authority() && database() &&
           (peek() != '?' || read_query(draft_, at_ + 1, grammar_));
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] std::size_t find_any(std::string_view stops, std::size_t from) const {
    return std::min(text_.find_first_of(stops, from), text_.size());
  }
  [[nodiscard]] std::string_view part(ByteRange range) const {
    return text_.substr(range.begin, range.end - range.begin);
  }

  bool user_info();
  bool user_and_password(std::size_t end);
  bool authority();
  bool one_host(ByteRange& host);
  bool store_authority(std::string_view hosts, ByteRange host_range, std::string_view ports,
                       ByteRange port_range);
  bool database();

  bool store_decoded(Key key, std::string_view raw, ByteRange range, Component component);
  bool fail(Component component, Literal reason, ByteRange range) {
    draft_.fail(component, reason, range);
    return false;
  }

  Draft& draft_;
  std::string_view text_;
  std::size_t at_;
  UriGrammar grammar_;
};

bool UriReader::store_decoded(Key key, std::string_view raw, ByteRange range, Component component) {
  std::optional<std::string> value =
      decoded_part(draft_, raw, {.range = range, .component = component}, grammar_);
  if (!value) {
    return false;
  }
  draft_.store(key, *std::move(value), range);
  return true;
}

// conninfo_uri_parse_options: the look-ahead for '@' stops at '/' and at nothing else, so '?' and
// '#' do not end the user information.
bool UriReader::user_info() {
  const std::size_t stop = find_any(grammar_.slash_in_password ? "@" : "@/", at_);
  if (stop == text_.size() || text_[stop] != '@') {
    return true;
  }
  if (!grammar_.user_info) {
    return fail(Component::kUser, "this driver's URL takes no user and password before the host",
                {at_, stop});
  }
  return user_and_password(stop);
}

// An empty user or password is left unset (conninfo_uri_parse_options).
bool UriReader::user_and_password(std::size_t end) {
  const ByteRange user{at_, std::min(find_any(":", at_), end)};
  at_ = end + 1;
  if (user.begin != user.end && !store_decoded(Key::kUser, part(user), user, Component::kUser)) {
    return false;
  }
  const ByteRange password{std::min(user.end + 1, end), end};
  return password.begin == password.end ||
         store_decoded(Key::kPassword, part(password), password, Component::kPassword);
}

bool UriReader::one_host(ByteRange& host) {
  if (peek() != '[') {
    const std::size_t end = find_any(":/?,", at_);
    host = {at_, end};
    at_ = end;
    return true;
  }
  const std::size_t close = find_any("]", at_);
  if (close == text_.size()) {
    return fail(Component::kHost, "an IPv6 address lacks its closing bracket", {at_, close});
  }
  if (close == at_ + 1) {
    return fail(Component::kHost, "the brackets hold no IPv6 address", {at_, close + 1});
  }
  host = {at_ + 1, close};
  at_ = close + 1;
  if (at_ < text_.size() && std::string_view(":/?,").find(text_[at_]) == std::string_view::npos) {
    return fail(Component::kHost, "a port, a path or a query must follow an IPv6 address",
                {at_, at_ + 1});
  }
  return true;
}

// Hosts and ports are joined with commas first and decoded then, so "a%2Cb" is two hosts; a host
// without a port adds an empty port to the list.
bool UriReader::authority() {
  const std::size_t begin = at_;
  std::string hosts;
  std::string ports;
  ByteRange port_range{};
  for (;;) {
    ByteRange host{};
    if (!one_host(host)) {
      return false;
    }
    hosts.append(part(host));
    if (peek() == ':') {
      const ByteRange port{at_ + 1, find_any("/?,", at_ + 1)};
      ports.append(part(port));
      port_range = {port_range.end == 0 ? port.begin : port_range.begin, port.end};
      at_ = port.end;
    }
    if (peek() != ',') {
      break;
    }
    ++at_;
    hosts.push_back(',');
    ports.push_back(',');
  }
  return store_authority(hosts, {begin, at_}, ports,
                         port_range.end == 0 ? ByteRange{begin, at_} : port_range);
}

bool UriReader::store_authority(std::string_view hosts, ByteRange host_range,
                                std::string_view ports, ByteRange port_range) {
  if (!hosts.empty() && !store_decoded(Key::kHost, hosts, host_range, Component::kHost)) {
    return false;
  }
  return ports.empty() || store_decoded(Key::kPort, ports, port_range, Component::kPort);
}

bool UriReader::database() {
  if (peek() != '/') {
    return true;
  }
  const ByteRange name{at_ + 1, find_any("?", at_ + 1)};
  at_ = name.end;
  return name.begin == name.end ||
         store_decoded(Key::kDbname, part(name), name, Component::kDatabase);
}

void store_as_libpq(Draft& draft, std::string_view keyword, std::string value, ByteRange range) {
  draft.store(keyword, std::move(value), range);
}

}  // namespace

UriGrammar libpq_grammar(LibpqVersion version) {
  UriGrammar grammar;
  grammar.trims_spaces = version >= difference::kUriSpaces;
  grammar.store = store_as_libpq;
  return grammar;
}

void read_uri_form(Draft& draft, std::size_t begin, const UriGrammar& grammar) {
  UriReader(draft, begin, grammar).read();
}

}  // namespace postern::dsn
