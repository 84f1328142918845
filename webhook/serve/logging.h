// The program's log: JSON lines or text on standard output, buffered while all is well.
// Guarantees that a warning, and everything before it, is written at once.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.h"
#include "base/speakable.h"

namespace postern::serve {

enum class LogFormat : std::uint8_t { kJson, kText };

/// A logger that writes to standard output. Info lines reach it within a second.
[[nodiscard]] std::shared_ptr<spdlog::logger> make_logger(spdlog::level::level_enum level);

/// UTC with milliseconds, RFC 3339: 2026-11-23T18:20:00.123Z.
[[nodiscard]] std::string timestamp(Instant now);

/// Writes what is buffered once a second as long as it lives.
class PeriodicFlush {
 public:
  explicit PeriodicFlush(std::shared_ptr<spdlog::logger> logger);

 private:
  std::jthread thread_;
};

/// Operational lines ("certificate reloaded"), in the chosen format.
class OperationLog {
 public:
  OperationLog(std::shared_ptr<spdlog::logger> logger, LogFormat format)
      : logger_(std::move(logger)), format_(format) {}

  void info(const Sentence& message) const { write(spdlog::level::info, message); }
  void warn(const Sentence& message) const { write(spdlog::level::warn, message); }
  void error(const Sentence& message) const { write(spdlog::level::err, message); }

 private:
  void write(spdlog::level::level_enum level, const Sentence& message) const;

  std::shared_ptr<spdlog::logger> logger_;
  LogFormat format_;
};

}  // namespace postern::serve
