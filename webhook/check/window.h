// Cuts an input into windows: texts of whole documents, small enough to be worked on side by side.
// Guarantees that each document is in one window, however large the input, and bounded memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.h"
#include "check/open_file.h"
#include "kube/document.h"
#include "kube/yaml_nodes.h"

namespace postern::check {

/// A window ends with the first document that reaches this size.
inline constexpr std::size_t kWindowBytes = 64U << 10U;

struct Window {
  std::size_t offset = 0;  // in the input, in bytes
  kube::Origin origin;     // where it begins
  std::string text;
};

class WindowReader {
 public:
  WindowReader(OpenFile& file, const kube::Limits& limits) : file_(file), limits_(limits) {}

  /// The next window; nothing at the end of the input. A document beyond the limits comes cut off,
  /// but still too long: who loads it refuses it and finds the next one intact.
  [[nodiscard]] Result<std::optional<Window>> next();

 private:
  [[nodiscard]] Result<void> read_more();
  /// Where the window may end; npos when more must be read to know.
  [[nodiscard]] std::size_t end_of_window();
  void note_searched();
  [[nodiscard]] bool is_json();
  void skip_rest_of_document();
  [[nodiscard]] Window take(std::size_t size);
  void drop(std::size_t size);

  OpenFile& file_;
  kube::Limits limits_;
  std::string buffer_;         // read and not yet handed out
  std::size_t offset_ = 0;     // of buffer_
  std::size_t line_ = 1;       // of buffer_
  std::size_t searched_ = 0;   // no separator begins in buffer_ before it
  std::size_t looked_at_ = 0;  // so much of buffer_ was searched for line ends
  std::size_t blank_ = 0;      // so much of the start of the input is white space
  std::optional<bool> json_;   // whether the input begins with {, once that is known
  bool begins_line_ = true;    // buffer_ does
  bool ends_ = false;          // nothing is behind buffer_
  bool skipping_ = false;      // what is read belongs to a document that was cut off
};

}  // namespace postern::check
