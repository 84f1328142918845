// What a message may be made of: compile-time text, names, counts and closed enums, nothing else.
// Guarantees by type that no value read from a Secret or a connection string enters a message.
#pragma once

#include <fmt/core.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace postern {

/// Text known at compile time: rule texts, provider names, parameter keywords from a table.
class Literal {
 public:
  constexpr Literal() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a string literal is a Literal.
  consteval Literal(const char* text) : text_(text) {}
  [[nodiscard]] constexpr std::string_view view() const { return text_; }
  [[nodiscard]] constexpr bool empty() const { return text_.empty(); }
  friend constexpr bool operator==(Literal, Literal) = default;

 private:
  std::string_view text_;
};

/// The name of an object, key, container or variable as the user wrote it. Control characters and
/// bytes that are not UTF-8 become '?', at most 253 bytes are kept (the length of a DNS subdomain,
/// the longest name Kubernetes allows).
class Name {
 public:
  Name() = default;
  explicit Name(std::string_view text);
  [[nodiscard]] std::string_view view() const { return text_; }

 private:
  std::string text_;
};

/// A number that reveals nothing: a count, an offset, a line.
class Count {
 public:
  constexpr explicit Count(std::uint64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_;
};

/// A finished message. Only say() makes one, so it holds nothing but speakable parts.
class Sentence {
 public:
  Sentence() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): compile-time text is a sentence.
  Sentence(Literal text) : text_(text.view()) {}
  [[nodiscard]] std::string_view view() const { return text_; }
  [[nodiscard]] const std::string& str() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  friend bool operator==(const Sentence&, const Sentence&) = default;

 private:
  friend class SentenceBuilder;
  explicit Sentence(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

[[nodiscard]] inline std::string_view spoken(Literal text) { return text.view(); }
[[nodiscard]] inline std::string_view spoken(const Name& name) { return name.view(); }
[[nodiscard]] inline std::string_view spoken(const Sentence& text) { return text.view(); }
[[nodiscard]] std::string spoken(Count count);

/// A closed enum speaks through `constexpr Literal to_text(Enum)` beside its definition.
template <typename E>
  requires std::is_enum_v<E> && requires(E value) {
    { to_text(value) } -> std::same_as<Literal>;
  }
[[nodiscard]] std::string_view spoken(E value) {
  return to_text(value).view();
}

template <typename T>
concept Speakable = std::same_as<T, Literal> || std::same_as<T, Name> || std::same_as<T, Count> ||
                    std::same_as<T, Sentence> || (std::is_enum_v<T> && requires(T value) {
                      { to_text(value) } -> std::same_as<Literal>;
                    });

template <typename>
using SpokenText = std::string_view;
template <typename... Args>
using SpeakableFormat = fmt::format_string<SpokenText<Args>...>;

class SentenceBuilder {
 public:
  template <typename... Parts>
  static Sentence build(fmt::string_view format, const Parts&... parts) {
    return Sentence(fmt::vformat(format, fmt::make_format_args(parts...)));
  }
};

/// Formats a message; `{}` takes each speakable argument in turn. Anything else does not compile.
template <Speakable... Args>
[[nodiscard]] Sentence say(SpeakableFormat<std::type_identity_t<Args>...> format,
                           const Args&... args) {
  return SentenceBuilder::build(format, spoken(args)...);
}

}  // namespace postern
