// What the JSON parsers of all worker threads together may take, told from the bodies beforehand.
// Guarantees that the limit holds whatever the bodies are made of, and that nobody waits.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <string_view>

namespace postern::serve {

/// The most that simdjson needs for a text: a list of numbers takes twelve times its size, long
/// texts take little more than themselves.
[[nodiscard]] std::size_t parse_cost(std::string_view text);

class ParseBudget {
 public:
  /// What is held for one text; gives it back when destroyed.
  class Share {
   public:
    Share(Share&& other) noexcept;
    Share& operator=(Share&&) = delete;
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share();

   private:
    friend class ParseBudget;
    Share(std::atomic<std::size_t>& held, std::size_t bytes) : held_(&held), bytes_(bytes) {}

    std::atomic<std::size_t>* held_;
    std::size_t bytes_;
  };

  /// As much as one text of `largest_text` bytes can cost, so that each can have its turn.
  explicit ParseBudget(std::size_t largest_text);

  /// Nothing when others hold too much of it at present.
  [[nodiscard]] std::optional<Share> take(std::string_view text);

 private:
  std::size_t limit_;
  std::atomic<std::size_t> held_{0};
};

}  // namespace postern::serve
