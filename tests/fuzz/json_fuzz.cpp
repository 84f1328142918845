// Any text: both JSON readers agree, also when one buffer serves many texts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kube/json_nodes.h"
#include "kube/load_json.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace postern::kube;
  static JsonReader reader(Limits{});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = load_json(text);
  if (document.has_value() != reader.read(text).has_value()) {
    std::abort();
  }
  // What the strict parser takes, the scanner that finds places takes to its end, too.
  if (document) {
    const auto nodes = parse_json_nodes(text, Limits{}, Origin{});
    if (!nodes || text.find_first_not_of(" \t\r\n", nodes->consumed) != std::string_view::npos) {
      std::abort();
    }
  }
  return 0;
}
