// One line of the log, put together field by field.
// Guarantees one object of JSON, or `TS LEVEL MSG key=value...` for people, with the same values.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "serve/logging.h"

namespace postern::serve {

/// Written as text at once instead of through a document: a line is made for every request.
class LogLine {
 public:
  LogLine(LogFormat format, std::string_view time, std::string_view level,
          std::string_view message);

  /// `value` must be valid UTF-8; what a Name shows is.
  void add(std::string_view key, std::string_view value);
  void add(std::string_view key, const char* value) { add(key, std::string_view(value)); }
  void add(std::string_view key, bool value);
  void add(std::string_view key, std::int64_t value);
  void add(std::string_view key, const std::vector<std::string_view>& list);
  void add(std::string_view key, const nlohmann::ordered_json& value);

  /// The finished line, without a line end. Call once.
  [[nodiscard]] std::string finish();

 private:
  void begin(std::string_view key);

  LogFormat format_;
  std::string text_;
};

}  // namespace postern::serve
