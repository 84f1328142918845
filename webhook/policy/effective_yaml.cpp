#include "policy/effective_yaml.h"

#include <fmt/format.h>
#include <openssl/sha.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <concepts>

#include "policy/describe.h"
#include "policy/words.h"

namespace postern::policy {
namespace {

template <typename T>
concept Word = std::is_enum_v<T>;

// The archive that writes. Texts are quoted, always: nothing then depends on how YAML reads them.
class YamlWriter {
 public:
  template <typename T>
  void field(Literal name, T& member, const FieldNote& /*note*/) {
    key(name);
    write(member);
  }

  template <typename T>
  void field(Literal name, std::optional<T>& member, const FieldNote& note) {
    if (member) {
      field(name, *member, note);
    }
  }

  void constant(Literal name, Literal value) {
    key(name);
    emitter_ << std::string(value.view());
  }

  // What a preset stands for is written out in full.
  void preset(Literal /*name*/, Application& /*application*/, const FieldNote& /*note*/) {}

  void labels(Literal name, Selector& selector, const FieldNote& /*note*/) {
    key(name);
    emitter_ << YAML::BeginMap;
    for (const LabelRequirement& required : selector.labels) {
      emitter_ << YAML::Key << required.key << YAML::Value;
      write(required.value);
    }
    emitter_ << YAML::EndMap;
  }

  std::string text(Policy policy) {
    write(policy);
    return std::string(emitter_.c_str(), emitter_.size()) + "\n";
  }

 private:
  void key(Literal name) { emitter_ << YAML::Key << std::string(name.view()) << YAML::Value; }

  void write(const std::string& text) { emitter_ << YAML::DoubleQuoted << text; }
  void write(const Glob& glob) { write(glob.pattern); }
  void write(const Cidr& range) { write(range.text); }
  void write(const Date& date) { emitter_ << date.str(); }
  void write(bool value) { emitter_ << value; }
  void write(std::int64_t value) { emitter_ << value; }
  void write(Word auto word) { emitter_ << std::string(to_text(word).view()); }

  void write(const RuleActions& actions) {
    emitter_ << YAML::BeginMap;
    for (const auto& [rule, action] : actions) {
      emitter_ << YAML::Key << rule << YAML::Value;
      write(action);
    }
    emitter_ << YAML::EndMap;
  }

  template <typename T>
  void write(std::vector<T>& items) {
    constexpr bool kOneLine = !requires(YamlWriter writer, T item) { describe(writer, item); };
    if (kOneLine || items.empty()) {
      emitter_ << YAML::Flow;
    }
    emitter_ << YAML::BeginSeq;
    for (T& item : items) {
      write(item);
    }
    emitter_ << YAML::EndSeq;
  }

  template <typename T>
    requires requires(YamlWriter& writer, T& part) { describe(writer, part); }
  void write(T& part) {
    emitter_ << YAML::BeginMap;
    describe(*this, part);
    emitter_ << YAML::EndMap;
  }

  YAML::Emitter emitter_;
};

}  // namespace

std::string effective_yaml(const Policy& policy) { return YamlWriter().text(policy); }

PolicyHash hash_of(const Policy& policy) {
  const std::string text = effective_yaml(policy);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  // Only to tell versions apart: nothing is proven by it.
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  PolicyHash hash;
  for (std::size_t i = 0; i < sizeof hash.value; ++i) {
    hash.value = hash.value << 8U | digest[i];
  }
  return hash;
}

std::string PolicyHash::str() const { return fmt::format("{:016x}", value); }

}  // namespace postern::policy
