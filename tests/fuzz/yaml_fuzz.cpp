// Any text: load_yaml ends with documents or reasons, and every document's places can be found.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "kube/load_yaml.h"
#include "kube/locate.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace postern::kube;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<PathStep> path = {{PathStep::Kind::kKey, "a", 0},
                                      {PathStep::Kind::kIndex, "", 1}};
  for (const YamlDocument& read : load_yaml(text).documents) {
    if (!read.document) {
      if (read.document.error().message.empty() || read.document.error().position.line == 0) {
        std::abort();
      }
      continue;
    }
    const auto place = locate(text, read.source, path);
    if (!place || place->line == 0 || place->column == 0) {
      std::abort();
    }
  }
  return 0;
}
