// An input that is open: a file, a pipe or standard input.
// Guarantees reasons that do not repeat the path, and an end to any stream.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"

namespace postern::check {

/// How much is read of what is no regular file, in bytes: /dev/zero has no end.
inline constexpr std::size_t kMaximumStream = 1U << 30U;

class OpenFile {
 public:
  /// Opening a FIFO waits for its writer, as every program does that is given one.
  [[nodiscard]] static Result<OpenFile> open(const std::string& path);
  [[nodiscard]] static OpenFile standard_input();

  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&&) = delete;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

  /// Whether any part of it can be read again.
  [[nodiscard]] bool is_regular() const { return regular_; }

  /// Reads what comes next, at most as much as there is room for; 0 at the end.
  [[nodiscard]] Result<std::size_t> read(std::span<char> into);

  /// Reads `size` bytes that stand at `offset`, of a regular file.
  [[nodiscard]] Result<std::string> read_at(std::size_t offset, std::size_t size) const;

 private:
  OpenFile(int descriptor, bool owned, bool regular);

  int descriptor_;
  bool owned_;
  bool regular_;
  std::size_t read_ = 0;
};

}  // namespace postern::check
