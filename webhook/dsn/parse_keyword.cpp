#include <cstddef>
#include <string>
#include <utility>

#include "dsn/draft.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

/// fe-connect.c, conninfo_parse, one state after the other: blanks, keyword, "=", value.
class KeywordReader {
 public:
  explicit KeywordReader(Draft& draft) : draft_(draft), text_(draft.text()) {}

  void read() {
    skip_blanks();
    while (at_ < text_.size() && one_parameter()) {
      skip_blanks();
    }
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }

  bool one_parameter() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '=' && !is_blank(text_[at_])) {
      ++at_;
    }
    const std::string_view keyword = text_.substr(begin, at_ - begin);
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != '=') {
      draft_.fail(Component::kParameter, Literal("a keyword is not followed by \"=\""),
                  {begin, at_});
      return false;
    }
    ++at_;
    skip_blanks();  // so "password= sslmode=x" has the password "sslmode=x"
    const std::size_t value_begin = at_;
    std::string value;
    const bool complete = at_ < text_.size() && text_[at_] == '\'' ? quoted(value) : plain(value);
    if (!complete) {
      draft_.fail(Component::kParameter, Literal("a quoted value lacks its closing quote"),
                  {value_begin, text_.size()});
      return false;
    }
    draft_.store(keyword, std::move(value), {value_begin, at_});
    return true;
  }

  // A backslash escapes any character; one at the end is dropped.
  bool plain(std::string& value) {
    while (at_ < text_.size() && !is_blank(text_[at_])) {
      take(value);
    }
    return true;
  }

  bool quoted(std::string& value) {
    ++at_;
    while (at_ < text_.size() && text_[at_] != '\'') {
      take(value);
    }
    if (at_ == text_.size()) {
      return false;
    }
    ++at_;
    return true;
  }

  void take(std::string& value) {
    if (text_[at_] == '\\') {
      ++at_;
    }
    if (at_ == text_.size()) {
      return;
    }
    value.push_back(text_[at_++]);
  }

  Draft& draft_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

void read_keyword_form(Draft& draft) { KeywordReader(draft).read(); }

}  // namespace postern::dsn
