#include "serve/log_line.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "kube/json_writer.h"

namespace postern::serve {
namespace {

// Most lines are shorter.
constexpr std::size_t kUsualLine = 512;

}  // namespace

LogLine::LogLine(LogFormat format, std::string_view time, std::string_view level,
                 std::string_view message)
    : format_(format) {
  text_.reserve(kUsualLine);
  switch (format_) {
    case LogFormat::kJson:
      text_ = '{';
      add("ts", time);
      add("level", level);
      add("msg", message);
      return;
    case LogFormat::kText:
      text_.append(time).append(" ").append(level).append(" ").append(message);
      return;
  }
}

void LogLine::begin(std::string_view key) {
  switch (format_) {
    case LogFormat::kJson:
      text_ += text_.size() > 1 ? ",\"" : "\"";
      text_.append(key).append("\":");
      return;
    case LogFormat::kText:
      text_.append(" ").append(key).append("=");
      return;
  }
}

void LogLine::add(std::string_view key, std::string_view value) {
  begin(key);
  kube::append_json_string(text_, value);
}

void LogLine::add(std::string_view key, bool value) {
  begin(key);
  text_ += value ? "true" : "false";
}

void LogLine::add(std::string_view key, std::int64_t value) {
  begin(key);
  kube::append_json_number(text_, value);
}

void LogLine::add(std::string_view key, const std::vector<std::string_view>& list) {
  begin(key);
  text_ += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    text_ += i == 0 ? "" : ",";
    kube::append_json_string(text_, list[i]);
  }
  text_ += ']';
}

void LogLine::add(std::string_view key, const nlohmann::ordered_json& value) {
  begin(key);
  text_ += value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string LogLine::finish() {
  if (format_ == LogFormat::kJson) {
    text_ += '}';
  }
  return std::move(text_);
}

}  // namespace postern::serve
