// Reads one input after the other, window by window.
// Guarantees that an input which cannot be read is told, once, and that the next one follows.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "check/input_list.h"
#include "check/open_file.h"
#include "check/window.h"
#include "kube/document.h"

namespace postern::check {

class InputReader {
 public:
  using Refuse = std::function<void(std::size_t input, const Error& error)>;

  struct Read {
    std::size_t input;  // its index
    bool again;         // whether it can be read once more
    Window window;
  };

  InputReader(const std::vector<Input>& inputs, const kube::Limits& limits, Refuse refuse)
      : inputs_(inputs), limits_(limits), refuse_(std::move(refuse)) {}

  /// Nothing after the last window of the last input.
  [[nodiscard]] std::optional<Read> next();

  /// How many inputs are done.
  [[nodiscard]] std::size_t done() const { return input_; }

 private:
  [[nodiscard]] bool open_next();
  void close();

  const std::vector<Input>& inputs_;
  kube::Limits limits_;
  Refuse refuse_;
  std::size_t input_ = 0;
  std::unique_ptr<OpenFile> file_;
  std::unique_ptr<WindowReader> windows_;
};

}  // namespace postern::check
