#include "check/input_reader.h"

#include <utility>

namespace postern::check {

std::optional<InputReader::Read> InputReader::next() {
  while (input_ < inputs_.size()) {
    if (!windows_ && !open_next()) {
      continue;
    }
    Result<std::optional<Window>> window = windows_->next();
    if (window && *window) {
      return Read{input_, file_->is_regular(), **std::move(window)};
    }
    if (!window) {
      refuse_(input_, window.error());
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
  file_.emplace(*std::move(file));
  windows_.emplace(*file_, limits_);
  return true;
}

void InputReader::close() {
  windows_.reset();
  file_.reset();
  ++input_;
}

}  // namespace postern::check
