#include "helm/json_values.h"

namespace postern::helm {
namespace {

// The index behind the string whose opening quote stands at `at`.
std::size_t behind_string(std::string_view json, std::size_t at) {
  std::size_t quote = at;
  while (true) {
    quote = json.find('"', quote + 1);
    if (quote == std::string_view::npos) {
      return json.size();
    }
    std::size_t backslashes = 0;
    while (json[quote - 1 - backslashes] == '\\') {
      ++backslashes;
    }
    if (backslashes % 2 == 0) {
      return quote + 1;
    }
  }
}

}  // namespace

bool has_more_values(std::string_view json, std::size_t maximum) {
  std::size_t values = 1;
  std::size_t at = 0;
  while (at < json.size() && values <= maximum) {
    const char c = json[at];
    if (c == '"') {
      at = behind_string(json, at);
      continue;
    }
    values += c == ',' || c == ':' || c == '[' ? 1U : 0U;
    ++at;
  }
  return values > maximum;
}

}  // namespace postern::helm
