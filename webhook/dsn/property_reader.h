// ADO.NET's grammar of connection strings: name=value, separated by ';', a value may stand in
// quotes of either kind, doubled inside (System.Data.Common.DbConnectionStringBuilder). Guarantees
// one pass over the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dsn/dsn.h"

namespace postern::dsn {

class PropertyReader {
 public:
  explicit PropertyReader(std::string_view text) : text_(text) {}

  struct Pair {
    std::string_view name;
    std::string value;
    ByteRange range;       // of the value as written
    bool complete = true;  // false: no value, or no closing quote
  };

  /// False at the end of the text.
  bool next(Pair& pair);

 private:
  void read_value(Pair& pair);
  bool quoted(char quote, std::string& value);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace postern::dsn
