#include "helm/schema_check.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "helm/schema_bounds.h"
#include "kube/base64.h"

#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace postern::helm {
namespace {

using nlohmann::json;

constexpr std::size_t kMostSchemaBytes = 1U << 20U;
constexpr std::size_t kMostSchemaNodes = 20'000;
constexpr std::size_t kMostValues = 5'000;
// Each node of the schema may meet each value, each pattern each text; a few hundred milliseconds.
constexpr std::size_t kMostMeetings = 2'000'000;
constexpr std::size_t kMostPatternSteps = 50'000'000;

/// The merged values, as the validator takes them.
class Copy {
 public:
  // The loader has bounded how deep values are nested.
  // NOLINTNEXTLINE(misc-no-recursion)
  json of(const Value& value) {
    if (++values_ > kMostValues) {
      return nullptr;
    }
    if (value.kind() == ValueKind::kMap) {
      return map_of(value);
    }
    const std::optional<kube::Json> element = value.decisive();
    return element ? plain(*element) : json(nullptr);
  }

  [[nodiscard]] bool complete() const { return values_ <= kMostValues && !long_key_; }
  [[nodiscard]] std::size_t values() const { return values_; }
  [[nodiscard]] std::size_t longest_list() const { return longest_list_; }

 private:
  // NOLINTNEXTLINE(misc-no-recursion)
  json map_of(const Value& map) {
    json copy = json::object();
    if (map.most_keys() > kMostValues) {
      values_ += map.most_keys();
      return copy;
    }
    map.each_key([&](std::string_view key) {
      const Value value = map.at(key);
      // A key cannot be judged by its beginning: it is another key then.
      long_key_ = long_key_ || key.size() > kLongestJudgedText;
      if (!value.is_absent() && complete()) {
        copy[std::string(key)] = of(value);
      }
    });
    return copy;
  }

  // NOLINTNEXTLINE(misc-no-recursion)
  json plain(const kube::Json& element) {
    std::string_view text;
    std::int64_t integer = 0;
    double real = 0;
    bool flag = false;
    kube::JsonArray list;
    kube::JsonObject map;
    if (element.get(text) == simdjson::SUCCESS) {
      return std::string(text.substr(0, kLongestJudgedText));
    }
    if (element.get(integer) == simdjson::SUCCESS) {
      return integer;
    }
    if (element.get(real) == simdjson::SUCCESS) {
      return real;
    }
    if (element.get(flag) == simdjson::SUCCESS) {
      return flag;
    }
    if (element.get(list) == simdjson::SUCCESS) {
      return list_of(list);
    }
    return element.get(map) == simdjson::SUCCESS ? of(Value(element, std::nullopt)) : json(nullptr);
  }

  // NOLINTNEXTLINE(misc-no-recursion)
  json list_of(const kube::JsonArray& list) {
    json copy = json::array();
    for (const kube::Json element : list) {
      if (++values_ > kMostValues) {
        break;
      }
      copy.push_back(plain(element));
    }
    longest_list_ = std::max(longest_list_, copy.size());
    return copy;
  }

  std::size_t values_ = 0;
  std::size_t longest_list_ = 0;
  bool long_key_ = false;
};

std::optional<json> read_schema(std::string_view encoded) {
  if (encoded.empty() || encoded.size() > kMostSchemaBytes) {
    return std::nullopt;
  }
  const std::optional<std::string> text = kube::decode_base64(encoded);
  json schema = text ? json::parse(*text, nullptr, false) : json();
  return schema.is_object() ? std::optional(std::move(schema)) : std::nullopt;
}

bool is_bounded(const json& schema, const Copy& copy) {
  const std::optional<SchemaSize> size = schema_size(schema, kMostSchemaNodes);
  return size && copy.complete() && size->nodes * copy.values() <= kMostMeetings &&
         size->unique_lists * copy.longest_list() * copy.values() <= kMostMeetings &&
         size->pattern_steps * copy.values() <= kMostPatternSteps;
}

// valijson says "<root>", "[postgres]", "[0]".
ValuePath path_of(const std::vector<std::string>& context) {
  ValuePath path;
  for (const std::string& step : context) {
    if (step.starts_with('[') && step.ends_with(']')) {
      path.push_back(step.substr(1, step.size() - 2));
    }
  }
  return path;
}

bool begins(const ValuePath& path, const ValuePath& longer) {
  return path.size() < longer.size() && std::equal(path.begin(), path.end(), longer.begin());
}

// A map is wrong because a value in it is: only the latter is said.
std::vector<ValuePath> deepest(const std::set<ValuePath>& paths) {
  std::vector<ValuePath> kept;
  for (auto path = paths.begin(); path != paths.end() && kept.size() < kMostRefusals; ++path) {
    const auto next = std::next(path);
    if (next == paths.end() || !begins(*path, *next)) {
      kept.push_back(*path);
    }
  }
  return kept;
}

std::vector<ValuePath> validate(const json& schema, const json& values) {
  valijson::Schema parsed;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), parsed);
  valijson::Validator validator;
  valijson::ValidationResults results;
  const valijson::adapters::NlohmannJsonAdapter target(values);
  if (validator.validate(parsed, target, &results)) {
    return {};
  }
  std::set<ValuePath> paths;
  std::ranges::transform(results, std::inserter(paths, paths.end()),
                         [](const auto& error) { return path_of(error.context); });
  return deepest(paths);
}

}  // namespace

std::vector<ValuePath> refused_by_schema(const Value& values, Sealed<std::string_view> encoded) {
  const std::optional<json> schema = read_schema(encoded.expose());
  if (!schema) {
    return {};
  }
  try {
    Copy copy;
    const json target = copy.of(values);
    return is_bounded(*schema, copy) ? validate(*schema, target) : std::vector<ValuePath>{};
  } catch (const std::exception&) {
    // valijson throws for what it does not take, with texts that may quote the schema.
    return {};
  }
}

}  // namespace postern::helm
