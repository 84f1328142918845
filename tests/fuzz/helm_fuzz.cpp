// Reads any bytes as a stored release: payload, values and manifest, under small limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "helm/manifest.h"
#include "helm/release.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace helm = postern::helm;
  constexpr helm::Limits kLimits{.bytes = 1U << 20U, .values = 1U << 14U, .documents = 100};
  const auto release = helm::read_release({reinterpret_cast<const char*>(data), size}, kLimits);
  if (!release) {
    return 0;
  }
  release->values.each_key([&](std::string_view key) {
    const helm::Value value = release->values.at(key);
    (void)value.truthy();
    (void)value.text();
    (void)value.integer();
  });
  (void)helm::read_manifest(*release, kLimits);
  return 0;
}
