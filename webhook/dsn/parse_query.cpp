#include "dsn/parse_query.h"

#include <algorithm>
#include <utility>

#include "dsn/percent.h"

namespace postern::dsn {
namespace {

bool fail(Draft& draft, Literal reason, ByteRange range) {
  draft.fail(Component::kQuery, reason, range);
  return false;
}

bool read_parameter(Draft& draft, ByteRange whole, const UriGrammar& grammar) {
  const std::string_view text = draft.text().substr(whole.begin, whole.end - whole.begin);
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos && !grammar.bare_keywords) {
    return fail(draft, "a query parameter has no \"=\"", whole);
  }
  const std::size_t keyword_end = std::min(equals, text.size());
  const std::size_t value_begin = std::min(keyword_end + 1, text.size());
  if (!grammar.bare_keywords && text.find('=', value_begin) != std::string_view::npos) {
    return fail(draft, "a query parameter has a second \"=\"; write it as %3D", whole);
  }
  const ByteRange range{whole.begin + value_begin, whole.end};
  const std::optional<std::string> keyword =
      decoded_part(draft, text.substr(0, keyword_end),
                   {.range = whole, .component = Component::kQuery, .is_form_data = true}, grammar);
  if (!keyword) {
    return false;
  }
  std::optional<std::string> value = decoded_part(
      draft, text.substr(value_begin),
      {.range = range, .component = Component::kParameter, .is_form_data = true}, grammar);
  if (!value) {
    return false;
  }
  // "Special keyword handling for improved JDBC compatibility": exactly ssl=true.
  if (grammar.ssl_true_is_require && *keyword == "ssl" && *value == "true") {
    draft.store_alias("ssl", "require", range);
    return true;
  }
  grammar.store(draft, *keyword, *std::move(value), range);
  return true;
}

}  // namespace

std::optional<std::string> decoded_part(Draft& draft, std::string_view raw, const PartPlace& place,
                                        const UriGrammar& grammar) {
  PercentDecoded decoded =
      percent_decoded(raw, {.trims_spaces = grammar.trims_spaces,
                            .plus_is_space = place.is_form_data && grammar.plus_is_space,
                            .keeps_bad_escapes = grammar.keeps_bad_escapes});
  if (!decoded.error.empty()) {
    draft.fail(place.component, decoded.error, place.range);
    return std::nullopt;
  }
  return std::move(decoded.text);
}

// conninfo_uri_parse_params: split at '&', exactly one '=' each; the end may be a '&'.
bool read_query(Draft& draft, std::size_t begin, const UriGrammar& grammar) {
  const std::string_view text = draft.text();
  for (std::size_t at = begin; at < text.size();) {
    const ByteRange whole{at, std::min(text.find('&', at), text.size())};
    at = whole.end + 1;
    if (!read_parameter(draft, whole, grammar)) {
      return false;
    }
  }
  return true;
}

}  // namespace postern::dsn
