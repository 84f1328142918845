#include "check/window.h"

#include <algorithm>
#include <utility>

#include "kube/document_stream.h"

namespace postern::check {

Result<std::optional<Window>> WindowReader::next() {
  for (;;) {
    if (skipping_) {
      skip_rest_of_document();
    }
    const std::size_t end = end_of_window();
    if (end != std::string::npos) {
      return end == 0 ? std::optional<Window>() : take(end);
    }
    if (buffer_.size() > limits_.bytes + kWindowBytes) {
      skipping_ = true;
      ends_ = is_json();  // its values have no separators to go on from
      return take(buffer_.size());
    }
    if (Result<void> read = read_more(); !read) {
      return tl::unexpected(read.error());
    }
  }
}

Result<void> WindowReader::read_more() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kWindowBytes);
  const Result<std::size_t> count = file_.read(std::span(buffer_).subspan(before));
  buffer_.resize(before + count.value_or(0));
  if (!count) {
    return tl::unexpected(count.error());
  }
  ends_ = *count == 0;
  return {};
}

std::size_t WindowReader::end_of_window() {
  if (ends_ && buffer_.size() <= kWindowBytes) {
    return buffer_.size();
  }
  if (buffer_.size() > kWindowBytes && !is_json()) {
    const std::size_t end = kube::separator_from(buffer_, std::max(kWindowBytes, searched_), ends_);
    if (end != std::string::npos) {
      return end;
    }
    note_searched();
  }
  return ends_ ? buffer_.size() : std::string::npos;
}

// Looks at what is new only: a line may be as long as the input.
void WindowReader::note_searched() {
  const std::size_t newline = std::string_view(buffer_).substr(looked_at_).rfind('\n');
  if (newline != std::string_view::npos) {
    searched_ = looked_at_ + newline + 1;  // that line may become a separator yet
  } else if (!std::string_view(buffer_).substr(searched_).starts_with("---")) {
    searched_ = buffer_.size();
  }
  looked_at_ = buffer_.size();
}

// As load_yaml: values one behind the other; only the start of an input is looked at.
bool WindowReader::is_json() {
  if (!json_) {
    blank_ = std::min(buffer_.find_first_not_of(" \t\r\n\v\f", blank_), buffer_.size());
    if (blank_ == buffer_.size()) {
      return false;
    }
    json_ = buffer_[blank_] == '{';
  }
  return *json_;
}

void WindowReader::skip_rest_of_document() {
  const std::size_t separator = kube::separator_from(buffer_, begins_line_ ? 0 : 1, ends_);
  if (separator != std::string::npos) {
    drop(separator);
    skipping_ = false;
    return;
  }
  // Up to the last line, which may become a separator yet, unless it is too long for one.
  const std::size_t last_line = buffer_.rfind('\n') + 1;
  const bool all = ends_ || buffer_.size() - last_line > kWindowBytes;
  drop(all ? buffer_.size() : last_line);
}

Window WindowReader::take(std::size_t size) {
  Window window{.offset = offset_, .origin = {line_, 1}, .text = buffer_.substr(0, size)};
  drop(size);
  return window;
}

void WindowReader::drop(std::size_t size) {
  begins_line_ = size == 0 ? begins_line_ : buffer_[size - 1] == '\n';
  const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(size);
  line_ += static_cast<std::size_t>(std::count(buffer_.begin(), end, '\n'));
  buffer_.erase(buffer_.begin(), end);
  offset_ += size;
  searched_ = 0;
  looked_at_ = 0;
}

}  // namespace postern::check
