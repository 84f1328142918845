#include "serve/logging.h"

#include <fmt/chrono.h>
#include <spdlog/sinks/base_sink.h>

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>

namespace postern::serve {
namespace {

// spdlog's own console sinks flush every line, which costs a system call per request; this one
// leaves flushing to flush_on() and flush_every().
class BufferedStdout final : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    if (std::fwrite(formatted.data(), 1, formatted.size(), stdout) != formatted.size()) {
      std::clearerr(stdout);  // a full or closed pipe must not stop admission
    }
  }
  void flush_() override {
    if (std::fflush(stdout) != 0) {
      std::clearerr(stdout);
    }
  }
};

}  // namespace

std::shared_ptr<spdlog::logger> make_logger(spdlog::level::level_enum level) {
  auto logger = std::make_shared<spdlog::logger>("postern", std::make_shared<BufferedStdout>());
  logger->set_pattern("%v");
  logger->set_level(level);
  logger->flush_on(spdlog::level::warn);
  return logger;
}

std::string timestamp(Instant now) {
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(now)), milliseconds % 1000);
}

PeriodicFlush::PeriodicFlush(std::shared_ptr<spdlog::logger> logger)
    : thread_([logger = std::move(logger)](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
          wake.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
          logger->flush();
        }
      }) {}

void OperationLog::write(spdlog::level::level_enum level, const Sentence& message) const {
  if (!logger_->should_log(level)) {
    return;
  }
  const std::string now = timestamp(std::chrono::system_clock::now());
  const auto name = spdlog::level::to_string_view(level);
  const std::string_view level_name(name.data(), name.size());
  if (format_ == LogFormat::kText) {
    logger_->log(level, "{} {:<7} {}", now, level_name, message.view());
  } else {
    const nlohmann::ordered_json line = {
        {"ts", now}, {"level", level_name}, {"msg", message.view()}};
    logger_->log(level, line.dump());
  }
  logger_->flush();
}

}  // namespace postern::serve
