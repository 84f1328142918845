#include "check/input_reader.h"

#include <utility>

namespace postern::check {

std::optional<InputReader::Read> InputReader::next() {
  while (input_ < inputs_.size()) {
    if (!windows_ && !open_next()) {
      continue;
    }
    Result<std::optional<Window>> read = windows_->next();
    if (!read) {
      refuse_(input_, read.error());
      close();
      continue;
    }
    std::optional<Window> window = *std::move(read);
    if (window) {
      return Read{input_, file_->is_regular(), *std::move(window)};
    }
    close();
  }
  return std::nullopt;
}

bool InputReader::open_next() {
  const Input& input = inputs_[input_];
  Result<OpenFile> file =
      input.standard_input ? OpenFile::standard_input() : OpenFile::open(input.name);
  if (!file) {
    refuse_(input_, file.error());
    close();
    return false;
  }
  file_ = std::make_unique<OpenFile>(*std::move(file));
  windows_ = std::make_unique<WindowReader>(*file_, limits_);
  return true;
}

void InputReader::close() {
  windows_.reset();
  file_.reset();
  ++input_;
}

}  // namespace postern::check
