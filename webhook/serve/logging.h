// The program's log: JSON lines or text on standard output, written by a thread of its own.
// Guarantees that no request waits for the log's reader.
#pragma once

#include <spdlog/logger.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/speakable.h"
#include "serve/log_writer.h"

namespace postern::serve {

enum class LogFormat : std::uint8_t { kJson, kText };

/// UTC with milliseconds, RFC 3339: 2026-11-23T18:20:00.123Z.
[[nodiscard]] std::string timestamp(Instant now);

/// Standard output as the log of the process: also of what the front reports through spdlog.
class Log {
 public:
  /// Call once: it takes over spdlog's default logger.
  Log(spdlog::level::level_enum level, LogFormat format);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log();

  /// Writes whole lines, as they are.
  [[nodiscard]] const std::shared_ptr<spdlog::logger>& lines() const { return lines_; }
  [[nodiscard]] std::uint64_t lost_lines() const { return writer_->lost(); }

 private:
  std::shared_ptr<LogWriter> writer_;
  std::shared_ptr<spdlog::logger> lines_;
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
