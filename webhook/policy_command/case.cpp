#include "policy_command/case.h"

#include <algorithm>
#include <array>
#include <span>

#include "policy/date.h"
#include "policy/known_rules.h"

namespace postern::policy_command {
namespace {

using kube::JsonObject;
using kube::Reader;

constexpr std::array<std::string_view, 9> kCaseKeys{
    "name", "policy", "object", "old", "namespace", "user", "groups", "now", "expect"};
constexpr std::array<std::string_view, 3> kExpectKeys{"allowed", "rules", "exceptions"};

std::optional<Error> unknown_key(const JsonObject& object, std::span<const std::string_view> known,
                                 Literal where) {
  for (const auto& [key, value] : object) {
    if (std::ranges::find(known, key) != known.end()) {
      continue;
    }
    const std::optional<std::string_view> nearest = policy::nearest_of(key, known);
    return Error{
        nearest ? say("{} is not a key of {}; did you mean {}?", Name(key), where, Name(*nearest))
                : say("{} is not a key of {}", Name(key), where)};
  }
  return std::nullopt;
}

std::optional<std::vector<std::string_view>> read_texts(const JsonObject& parent,
                                                        std::string_view name, Reader& reader) {
  const std::optional<kube::JsonArray> list = reader.array(parent, name);
  if (!list) {
    return std::nullopt;
  }
  const Reader::Scope scope = reader.enter_field(name);
  std::vector<std::string_view> texts;
  for (const kube::Json element : *list) {
    texts.push_back(reader.text(element));
  }
  return texts;
}

Expectation read_expectation(const JsonObject& expect, Reader& reader) {
  const Reader::Scope scope = reader.enter_field("expect");
  Expectation read;
  if (Reader::field(expect, "allowed")) {
    read.allowed = reader.boolean(expect, "allowed");
  }
  read.rules = read_texts(expect, "rules", reader);
  read.exceptions = read_texts(expect, "exceptions", reader);
  return read;
}

Result<Instant> read_now(std::string_view text) {
  const std::optional<policy::Date> date = policy::date_from_text(text);
  if (!date) {
    return failure("now is not a day, written YYYY-MM-DD");
  }
  return date->day + std::chrono::hours(12);
}

}  // namespace

Result<Case> read_case(const kube::Json& root) {
  JsonObject object;
  if (root.get(object) != simdjson::SUCCESS) {
    return failure("a case is a map of keys and values");
  }
  Reader reader;
  const std::optional<kube::Json> judged = Reader::field(object, "object");
  const std::optional<JsonObject> expect = reader.object(object, "expect");
  if (!judged || !expect) {
    return failure("a case needs object and expect");
  }
  for (const auto& error :
       {unknown_key(object, kCaseKeys, "a case"), unknown_key(*expect, kExpectKeys, "expect")}) {
    if (error) {
      return tl::unexpected(*error);
    }
  }
  Case read{
      .name = reader.text(object, "name"),
      .policy = reader.text(object, "policy"),
      .object = *judged,
      .old = Reader::field(object, "old"),
      .name_space = reader.text(object, "namespace"),
      .user = reader.text(object, "user"),
      .groups = read_texts(object, "groups", reader).value_or(std::vector<std::string_view>{}),
      .expect = read_expectation(*expect, reader)};
  if (const std::string_view text = reader.text(object, "now"); !text.empty()) {
    const Result<Instant> now = read_now(text);
    if (!now) {
      return tl::unexpected(now.error());
    }
    read.now = *now;
  }
  if (reader.error()) {
    return tl::unexpected(*reader.error());
  }
  if (!read.expect.allowed && !read.expect.rules && !read.expect.exceptions) {
    return failure("expect says nothing: give allowed, rules or exceptions");
  }
  return read;
}

}  // namespace postern::policy_command
