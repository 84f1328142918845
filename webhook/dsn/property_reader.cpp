#include "dsn/property_reader.h"

#include <algorithm>

#include "dsn/text.h"

namespace postern::dsn {

bool PropertyReader::next(Pair& pair) {
  while (at_ < text_.size() && (text_[at_] == ';' || is_blank(text_[at_]))) {
    ++at_;
  }
  if (at_ >= text_.size()) {
    return false;
  }
  const std::size_t equals = std::min(text_.find_first_of("=;", at_), text_.size());
  pair = {};
  pair.name = trimmed(text_.substr(at_, equals - at_));
  pair.complete = equals < text_.size() && text_[equals] == '=';
  at_ = equals + 1;
  if (pair.complete) {
    read_value(pair);
  }
  return true;
}

void PropertyReader::read_value(Pair& pair) {
  while (at_ < text_.size() && is_blank(text_[at_])) {
    ++at_;
  }
  const std::size_t begin = std::min(at_, text_.size());
  const char quote = begin < text_.size() ? text_[begin] : '\0';
  if (quote == '\'' || quote == '"') {
    pair.complete = quoted(quote, pair.value);
  } else {
    at_ = std::min(text_.find(';', begin), text_.size());
    pair.value = trimmed(text_.substr(begin, at_ - begin));
  }
  pair.range = {begin, at_};
}

bool PropertyReader::quoted(char quote, std::string& value) {
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == quote && (at_ + 1 == text_.size() || text_[at_ + 1] != quote)) {
      ++at_;
      return true;
    }
    at_ += text_[at_] == quote ? 1U : 0U;
    value.push_back(text_[at_]);
  }
  return false;
}

}  // namespace postern::dsn
