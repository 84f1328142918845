#include "serve/logging.h"

#include <fmt/chrono.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace postern::serve {
namespace {

std::string_view view_of(const spdlog::string_view_t& text) { return {text.data(), text.size()}; }

std::string operation_line(spdlog::level::level_enum level, std::string_view message,
                           LogFormat format) {
  const std::string now = timestamp(std::chrono::system_clock::now());
  const std::string_view level_name = view_of(spdlog::level::to_string_view(level));
  switch (format) {
    case LogFormat::kText:
      return fmt::format("{} {:<7} {}", now, level_name, message);
    case LogFormat::kJson:
      return nlohmann::ordered_json{{"ts", now}, {"level", level_name}, {"msg", message}}.dump();
  }
  return {};
}

template <LogFormat kFormat>
std::string lines_lost(std::uint64_t count) {
  return operation_line(
      spdlog::level::warn,
      say("{} log lines were lost: standard output was not read in time", Count(count)).view(),
      kFormat);
}

// Hands lines to the writer, which has the only lock that is needed.
class Sink final : public spdlog::sinks::sink {
 public:
  using Write = void (*)(const spdlog::details::log_msg&, LogWriter&);
  Sink(std::shared_ptr<LogWriter> writer, Write write)
      : writer_(std::move(writer)), write_(write) {}

  void log(const spdlog::details::log_msg& message) override { write_(message, *writer_); }
  void flush() override {}
  void set_pattern(const std::string& /*pattern*/) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter> /*formatter*/) override {}

 private:
  std::shared_ptr<LogWriter> writer_;
  Write write_;
};

void write_line(const spdlog::details::log_msg& message, LogWriter& writer) {
  writer.append(view_of(message.payload));
}

template <LogFormat kFormat>
void write_operation(const spdlog::details::log_msg& message, LogWriter& writer) {
  writer.append(operation_line(message.level, view_of(message.payload), kFormat));
}

}  // namespace

std::string timestamp(Instant now) {
  using std::chrono::system_clock;
  // A second's text serves all its lines: dates are slow to format.
  struct Second {
    std::time_t time = -1;
    std::string text;
  };
  thread_local Second second;
  const std::time_t time = system_clock::to_time_t(now);
  if (time != second.time) {
    second = {time, fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(time))};
  }
  const auto since =
      std::chrono::duration_cast<std::chrono::milliseconds>(now - system_clock::from_time_t(time));
  return fmt::format("{}.{:03}Z", second.text, since.count());
}

Log::Log(spdlog::level::level_enum level, LogFormat format) {
  const bool json = format == LogFormat::kJson;
  writer_ = std::make_shared<LogWriter>(
      STDOUT_FILENO, json ? lines_lost<LogFormat::kJson> : lines_lost<LogFormat::kText>,
      LogWriter::Limits{});
  lines_ = std::make_shared<spdlog::logger>("lines", std::make_shared<Sink>(writer_, write_line));
  lines_->set_level(level);
  const auto others = std::make_shared<spdlog::logger>(
      "", std::make_shared<Sink>(writer_, json ? write_operation<LogFormat::kJson>
                                               : write_operation<LogFormat::kText>));
  others->set_level(level);
  spdlog::set_default_logger(others);
}

// What is logged later has nowhere to go.
Log::~Log() { spdlog::set_default_logger(std::make_shared<spdlog::logger>("")); }

void OperationLog::write(spdlog::level::level_enum level, const Sentence& message) const {
  if (logger_->should_log(level)) {
    logger_->log(level, operation_line(level, message.view(), format_));
  }
}

}  // namespace postern::serve
