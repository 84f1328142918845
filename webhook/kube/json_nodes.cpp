#include "kube/json_nodes.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kube/node_builder.h"

namespace postern::kube {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::optional<std::uint32_t> hex_value(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    const std::size_t at = std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
    if (at == std::string_view::npos || (c < '0')) {
      return std::nullopt;
    }
    value = (value << 4U) | static_cast<std::uint32_t>(at);
  }
  return value;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80U) {
    byte(code);
  } else if (code < 0x800U) {
    byte(0xC0U | (code >> 6U));
    byte(0x80U | (code & 0x3FU));
  } else if (code < 0x10000U) {
    byte(0xE0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  } else {
    byte(0xF0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3FU));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  }
}

class Scanner {
 public:
  Scanner(std::string_view text, const Limits& limits, const Origin& origin)
      : text_(text), origin_(origin), builder_(limits) {}

  LoadResult<JsonNodes> scan() {
    auto reason = value();
    while (!reason && !open_.empty()) {
      reason = step();
    }
    if (reason) {
      return tl::unexpected(LoadError{{*reason}, position_in(text_, at_, origin_)});
    }
    return JsonNodes{std::move(builder_).take(), at_};
  }

 private:
  using Reason = std::optional<Literal>;

  struct Container {
    bool object;
    bool first;
  };

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }

  void skip_space() {
    while (!at_end() && kSpace.find(text_[at_]) != std::string_view::npos) {
      advance();
    }
  }

  // Positions are kept up to date on the way: nodes come in the order of the text.
  void advance() {
    if (text_[at_] == '\n') {
      ++line_;
      line_start_ = at_ + 1;
    }
    ++at_;
  }

  [[nodiscard]] Node node() {
    while (column_at_ < at_) {
      const bool continuation = (static_cast<unsigned char>(text_[column_at_]) & 0xC0U) == 0x80U;
      column_ = column_at_ < line_start_ ? 0 : column_ + (continuation ? 0 : 1);
      ++column_at_;
    }
    Node made;
    made.line = static_cast<std::uint32_t>(origin_.first_line + line_);
    made.column = static_cast<std::uint32_t>((line_ == 0 ? origin_.first_column : 1) + column_);
    return made;
  }

  Reason value() {
    skip_space();
    switch (peek()) {
      case '{':
      case '[':
        return open();
      case '"':
        return string();
      case '\0':
        return at_end() ? Literal("the text ends inside a value") : Literal("it is not valid JSON");
      default:
        return word();
    }
  }

  Reason open() {
    const bool object = peek() == '{';
    Node container = node();
    container.kind = object ? NodeKind::kMapping : NodeKind::kSequence;
    ++at_;
    open_.push_back({object, true});
    return builder_.open(container, {});
  }

  // One item of the innermost container, or its end.
  Reason step() {
    skip_space();
    Container& container = open_.back();
    if (peek() == (container.object ? '}' : ']')) {
      ++at_;
      open_.pop_back();
      builder_.close();
      return std::nullopt;
    }
    if (!std::exchange(container.first, false)) {
      if (peek() != ',') {
        return at_end() ? Literal("the text ends inside a value") : Literal("a comma is missing");
      }
      ++at_;
      skip_space();
    }
    return container.object ? member() : value();
  }

  Reason member() {
    if (peek() != '"') {
      return at_end() ? Literal("the text ends inside a value")
                      : Literal("a key in double quotes is missing");
    }
    if (auto reason = string()) {
      return reason;
    }
    skip_space();
    if (peek() != ':') {
      return at_end() ? Literal("the text ends inside a value") : Literal("a colon is missing");
    }
    ++at_;
    return value();
  }

  Reason string() {
    Node scalar = node();
    scalar.style = ScalarStyle::kQuoted;
    std::string decoded;
    ++at_;
    while (peek() != '"') {
      if (at_end()) {
        return Literal("a string is not closed");
      }
      if (static_cast<unsigned char>(peek()) < 0x20U) {
        return Literal("a string has an unescaped control character");
      }
      if (peek() != '\\') {
        decoded += text_[at_++];
      } else if (auto reason = escape(decoded)) {
        return reason;
      }
    }
    ++at_;
    return builder_.scalar(scalar, decoded, {});
  }

  Reason escape(std::string& decoded) {
    constexpr std::string_view kShort = "\"\\/bfnrt";
    constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (const std::size_t known = kShort.find(kind); kind != '\0' && known != kShort.npos) {
      decoded += kMeaning[known];
      at_ += 2;
      return std::nullopt;
    }
    auto code = unit(at_);
    if (!code) {
      return Literal("a string has an invalid escape");
    }
    at_ += 6;
    const auto low = unit(at_);
    if (*code >= 0xD800U && *code < 0xDC00U && low && *low >= 0xDC00U && *low < 0xE000U) {
      code = 0x10000U + ((*code - 0xD800U) << 10U) + (*low - 0xDC00U);
      at_ += 6;
    }
    append_utf8(decoded, *code);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::uint32_t> unit(std::size_t at) const {
    const std::string_view text = text_.substr(at, 6);
    return text.size() == 6 && text.starts_with("\\u") ? hex_value(text.substr(2)) : std::nullopt;
  }

  // true, false, null and numbers; load_json tells whether they are well formed.
  Reason word() {
    Node scalar = node();
    const std::size_t end = text_.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.", at_);
    const std::string_view found = text_.substr(at_, end == text_.npos ? end : end - at_);
    const bool known = found == "true" || found == "false" || found == "null";
    if (!known && !is_number(found)) {
      return Literal("it is not valid JSON");
    }
    at_ += found.size();
    return builder_.scalar(scalar, found, {});
  }

  static std::size_t digits(std::string_view text, std::size_t from) {
    const std::size_t end = text.find_first_not_of("0123456789", from);
    return (end == text.npos ? text.size() : end) - from;
  }

  // RFC 8259, section 6.
  static bool is_number(std::string_view text) {
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    const std::size_t whole = digits(text, 0);
    if (whole == 0 || (whole > 1 && text[0] == '0')) {
      return false;
    }
    text.remove_prefix(whole);
    if (text.starts_with('.')) {
      const std::size_t fraction = digits(text, 1);
      if (fraction == 0) {
        return false;
      }
      text.remove_prefix(1 + fraction);
    }
    return text.empty() || is_exponent(text);
  }

  static bool is_exponent(std::string_view text) {
    if (text[0] != 'e' && text[0] != 'E') {
      return false;
    }
    text.remove_prefix(1);
    text.remove_prefix(text.starts_with('+') || text.starts_with('-') ? 1 : 0);
    return !text.empty() && digits(text, 0) == text.size();
  }

  std::string_view text_;
  Origin origin_;
  NodeBuilder builder_;
  std::vector<Container> open_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;        // of at_, from 0
  std::size_t line_start_ = 0;  // offset
  std::size_t column_at_ = 0;   // the offset that column_ belongs to
  std::size_t column_ = 0;      // in characters, from 0
};

}  // namespace

LoadResult<JsonNodes> parse_json_nodes(std::string_view text, const Limits& limits,
                                       const Origin& origin) {
  return Scanner(text, limits, origin).scan();
}

Position position_in(std::string_view text, std::size_t offset, const Origin& origin) {
  Position at{origin.first_line, origin.first_column};
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      at = {at.line + 1, 1};
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
      ++at.column;
    }
  }
  return at;
}

}  // namespace postern::kube
