#include "kube/yaml_key.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace postern::kube {
namespace {

// strconv.FormatFloat(f, 'g', -1, 32), with go-yaml's words for what is not finite.
std::string float_key(double value) {
  if (std::isnan(value)) {
    return ".nan";
  }
  // Rounding to the nearest float overflows from half a step beyond the largest one.
  constexpr double kOverflow = 0x1.ffffffp127;
  if (std::fabs(value) >= kOverflow) {
    return value > 0 ? ".inf" : "-.inf";
  }
  const auto narrow = static_cast<float>(value);
  std::array<char, 64> buffer{};
  const auto scientific = std::to_chars(buffer.data(), buffer.data() + buffer.size(), narrow,
                                        std::chars_format::scientific);
  const std::string_view text(buffer.data(), scientific.ptr);
  int exponent = 0;
  const char* from = text.data() + text.find('e') + 1;
  std::from_chars(*from == '+' ? from + 1 : from, scientific.ptr, exponent);
  constexpr int kLeast = -4;
  constexpr int kMost = 6;
  if (exponent < kLeast || exponent >= kMost) {
    return std::string(text);
  }
  const auto fixed =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), narrow, std::chars_format::fixed);
  return {buffer.data(), fixed.ptr};
}

struct KeyWriter {
  std::string_view text;
  using Key = std::variant<std::string, Literal>;

  Key operator()(Null) const { return Literal("a key is null"); }
  Key operator()(bool value) const { return std::string(value ? "true" : "false"); }
  Key operator()(std::int64_t value) const { return std::to_string(value); }
  // sigs.k8s.io/yaml knows no uint64 keys.
  Key operator()(std::uint64_t) const { return Literal("a key is a number beyond 63 bits"); }
  Key operator()(double value) const { return float_key(value); }
  Key operator()(Verbatim) const { return std::string(text); }
  Key operator()(const Decoded& decoded) const { return decoded.text; }
  Key operator()(const Unreadable& error) const { return error.reason; }
};

}  // namespace

std::variant<std::string, Literal> key_text(const Scalar& scalar, std::string_view text) {
  return std::visit(KeyWriter{text}, scalar);
}

}  // namespace postern::kube
