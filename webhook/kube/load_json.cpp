#include "kube/load_json.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace postern::kube {
namespace {

namespace dom = simdjson::dom;

tl::unexpected<LoadError> refused(Literal reason) {
  return tl::unexpected(LoadError{{reason}, {}});
}

struct Reason {
  simdjson::error_code code;
  Literal text;
};

// A table, not a switch: most of simdjson's codes belong to interfaces that are not used here.
constexpr auto kReasons = std::to_array<Reason>({
    {simdjson::EMPTY, "the text is empty"},
    {simdjson::CAPACITY, "not enough memory to read the text"},
    {simdjson::MEMALLOC, "not enough memory to read the text"},
    {simdjson::DEPTH_ERROR, "objects and lists are nested too deeply"},
    {simdjson::UTF8_ERROR, "the text is not valid UTF-8"},
    {simdjson::STRING_ERROR, "a string has an invalid escape"},
    {simdjson::UNCLOSED_STRING, "a string is not closed"},
    {simdjson::UNESCAPED_CHARS, "a string has an unescaped control character"},
    {simdjson::NUMBER_ERROR, "a number is malformed or out of range"},
});

Literal reason_of(simdjson::error_code code) {
  const auto* const found = std::ranges::find(kReasons, code, &Reason::code);
  return found == kReasons.end() ? Literal("it is not valid JSON") : found->text;
}

// Smallest capacity: saves growing step by step over the first requests.
constexpr std::size_t kFirstBytes = 16U << 10U;

simdjson::error_code set_depth(dom::parser& parser, std::size_t bytes, const Limits& limits) {
  // simdjson refuses the level that reaches its maximum, we accept it.
  return parser.allocate(bytes, limits.depth + 1);
}

enum class Padding : bool { kNone, kReadable };

LoadResult<Document> load(std::string_view text, const Limits& limits, Padding padding) {
  if (text.size() > limits.bytes) {
    return refused("the text is too large");
  }
  dom::parser parser;
  if (const auto code = set_depth(parser, std::max<std::size_t>(text.size(), 32), limits);
      code != simdjson::SUCCESS) {
    return refused(reason_of(code));
  }
  auto document = std::make_unique<dom::document>();
  const auto parsed =
      parser.parse_into_document(*document, text.data(), text.size(), padding == Padding::kNone);
  if (parsed.error() != simdjson::SUCCESS) {
    return refused(reason_of(parsed.error()));
  }
  if (DuplicateKeys().found_in(*document)) {
    return refused("an object has the same key twice");
  }
  return Document(std::move(document));
}

}  // namespace

LoadResult<Document> load_json(std::string_view text, const Limits& limits) {
  return load(text, limits, Padding::kNone);
}

LoadResult<Document> load_padded_json(std::string_view text, const Limits& limits) {
  return load(text, limits, Padding::kReadable);
}

JsonReader::JsonReader(const Limits& limits) : limits_(limits) {}

LoadResult<dom::element> JsonReader::read(std::string_view text) { return parse(text, true); }

LoadResult<dom::element> JsonReader::read_padded(std::string_view text) {
  return parse(text, false);
}

void JsonReader::release_excess() {
  if (parser_.capacity() > kKeptBytes) {
    parser_ = dom::parser();
  }
  duplicates_.release_beyond(kKeptBytes);
}

LoadResult<dom::element> JsonReader::parse(std::string_view text, bool copy) {
  if (text.size() > limits_.bytes) {
    return refused("the text is too large");
  }
  if (text.size() <= kKeptBytes) {
    release_excess();
  }
  if (parser_.capacity() == 0) {
    const auto code = set_depth(parser_, std::max(text.size(), kFirstBytes), limits_);
    if (code != simdjson::SUCCESS) {
      return refused(reason_of(code));
    }
  }
  const auto parsed = parser_.parse(text.data(), text.size(), copy);
  if (parsed.error() != simdjson::SUCCESS) {
    return refused(reason_of(parsed.error()));
  }
  if (duplicates_.found_in(parser_.doc)) {
    return refused("an object has the same key twice");
  }
  return parsed.value_unsafe();
}

}  // namespace postern::kube
