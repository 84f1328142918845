// What this project uses of simdjson 3.0 (Debian's libsimdjson-dev), declared and not defined.
// Guarantees only that clang-tidy can read our sources: the real header is 30,000 lines, which
// clang-tidy would walk again for each of them. Compilers never see this file; a source that uses
// more of simdjson needs the declaration here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace simdjson {

enum error_code : int {
  SUCCESS,
  CAPACITY,
  MEMALLOC,
  TAPE_ERROR,
  DEPTH_ERROR,
  STRING_ERROR,
  UTF8_ERROR,
  NUMBER_ERROR,
  UNINITIALIZED,
  EMPTY,
  UNESCAPED_CHARS,
  UNCLOSED_STRING,
  INCORRECT_TYPE,
  INDEX_OUT_OF_BOUNDS,
  NO_SUCH_FIELD,
};

constexpr std::size_t SIMDJSON_PADDING = 64;

[[nodiscard]] bool validate_utf8(const char* text, std::size_t length) noexcept;

namespace dom {
class array;
class element;
class object;
}  // namespace dom

template <typename T>
class simdjson_result {
 public:
  [[nodiscard]] error_code error() const noexcept;
  [[nodiscard]] error_code get(T& value) && noexcept;
  template <typename U>
    requires(!std::is_same_v<T, U>)
  [[nodiscard]] error_code get(U& value) const noexcept;
  template <typename U>
  [[nodiscard]] simdjson_result<U> get() const noexcept;
  operator std::string_view() const;
  [[nodiscard]] const T& value_unsafe() const& noexcept;
  [[nodiscard]] T&& value_unsafe() && noexcept;
  [[nodiscard]] bool is_null() const noexcept;
  [[nodiscard]] bool is_object() const noexcept;
  [[nodiscard]] bool is_array() const noexcept;
  [[nodiscard]] bool is_string() const noexcept;
  [[nodiscard]] simdjson_result<dom::element> operator[](std::string_view key) const noexcept;
  [[nodiscard]] simdjson_result<dom::element> operator[](const char* key) const noexcept;
  [[nodiscard]] simdjson_result<dom::element> at(std::size_t index) const noexcept;
  [[nodiscard]] simdjson_result<dom::element> at_key(std::string_view key) const noexcept;
};

namespace dom {

enum class element_type : char {
  ARRAY = '[',
  OBJECT = '{',
  INT64 = 'l',
  UINT64 = 'u',
  DOUBLE = 'd',
  STRING = '"',
  BOOL = 't',
  NULL_VALUE = 'n',
};

class element {
 public:
  element() noexcept;
  [[nodiscard]] element_type type() const noexcept;
  template <typename T>
  [[nodiscard]] error_code get(T& value) const noexcept;
  template <typename T>
  [[nodiscard]] simdjson_result<T> get() const noexcept;
  [[nodiscard]] simdjson_result<array> get_array() const noexcept;
  [[nodiscard]] simdjson_result<object> get_object() const noexcept;
  [[nodiscard]] simdjson_result<std::string_view> get_string() const noexcept;
  [[nodiscard]] simdjson_result<std::size_t> get_string_length() const noexcept;
  [[nodiscard]] simdjson_result<std::int64_t> get_int64() const noexcept;
  [[nodiscard]] simdjson_result<std::uint64_t> get_uint64() const noexcept;
  [[nodiscard]] simdjson_result<double> get_double() const noexcept;
  [[nodiscard]] simdjson_result<bool> get_bool() const noexcept;
  [[nodiscard]] bool is_array() const noexcept;
  [[nodiscard]] bool is_object() const noexcept;
  [[nodiscard]] bool is_string() const noexcept;
  [[nodiscard]] bool is_int64() const noexcept;
  [[nodiscard]] bool is_uint64() const noexcept;
  [[nodiscard]] bool is_double() const noexcept;
  [[nodiscard]] bool is_number() const noexcept;
  [[nodiscard]] bool is_bool() const noexcept;
  [[nodiscard]] bool is_null() const noexcept;
  [[nodiscard]] simdjson_result<element> operator[](std::string_view key) const noexcept;
  [[nodiscard]] simdjson_result<element> operator[](const char* key) const noexcept;
  [[nodiscard]] simdjson_result<element> at(std::size_t index) const noexcept;
  [[nodiscard]] simdjson_result<element> at_key(std::string_view key) const noexcept;
  [[nodiscard]] simdjson_result<element> at_pointer(std::string_view pointer) const noexcept;

 private:
  const void* document_;
  std::size_t index_;
};

class array {
 public:
  class iterator {
   public:
    element operator*() const noexcept;
    iterator& operator++() noexcept;
    bool operator!=(const iterator& other) const noexcept;
    bool operator==(const iterator& other) const noexcept;

   private:
    const void* document_;
    std::size_t index_;
  };

  array() noexcept;
  [[nodiscard]] iterator begin() const noexcept;
  [[nodiscard]] iterator end() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] simdjson_result<element> at(std::size_t index) const noexcept;

 private:
  const void* document_;
  std::size_t index_;
};

struct key_value_pair {
  std::string_view key;
  element value;
};

class object {
 public:
  class iterator {
   public:
    key_value_pair operator*() const noexcept;
    iterator& operator++() noexcept;
    bool operator!=(const iterator& other) const noexcept;
    bool operator==(const iterator& other) const noexcept;
    [[nodiscard]] std::string_view key() const noexcept;
    [[nodiscard]] element value() const noexcept;

   private:
    const void* document_;
    std::size_t index_;
  };

  object() noexcept;
  [[nodiscard]] iterator begin() const noexcept;
  [[nodiscard]] iterator end() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] simdjson_result<element> operator[](std::string_view key) const noexcept;
  [[nodiscard]] simdjson_result<element> operator[](const char* key) const noexcept;
  [[nodiscard]] simdjson_result<element> at_key(std::string_view key) const noexcept;

 private:
  const void* document_;
  std::size_t index_;
};

class document {
 public:
  document() noexcept;
  ~document() noexcept;
  document(document&& other) noexcept;
  document& operator=(document&& other) noexcept;
  document(const document&) = delete;
  document& operator=(const document&) = delete;
  [[nodiscard]] element root() const noexcept;

  std::unique_ptr<std::uint64_t[]> tape;
  std::unique_ptr<std::uint8_t[]> string_buf;
};

class parser {
 public:
  explicit parser(std::size_t max_capacity = 0xFFFFFFFF) noexcept;
  ~parser() noexcept;
  parser(parser&& other) noexcept;
  parser& operator=(parser&& other) noexcept;
  parser(const parser&) = delete;
  parser& operator=(const parser&) = delete;
  [[nodiscard]] simdjson_result<element> parse(const char* text, std::size_t length,
                                               bool copy = true) noexcept;
  [[nodiscard]] simdjson_result<element> parse_into_document(document& into, const char* text,
                                                             std::size_t length,
                                                             bool copy = true) noexcept;
  [[nodiscard]] error_code allocate(std::size_t capacity, std::size_t depth) noexcept;
  [[nodiscard]] std::size_t capacity() const noexcept;

  document doc;
};

}  // namespace dom

[[nodiscard]] std::string minify(dom::element value);

}  // namespace simdjson
