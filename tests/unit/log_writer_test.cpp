// The thread between who logs and who reads: order, bounds, and no waiting.
#include "serve/log_writer.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <thread>

namespace postern::serve {
namespace {

using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr LogWriter::Limits kSmall{.waiting_bytes = 1000, .last_words = milliseconds(50)};

std::string lost(std::uint64_t count) { return std::to_string(count) + " lost"; }

class Pipe {
 public:
  Pipe() {
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
    ::fcntl(ends_[1], F_SETPIPE_SZ, 4096);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    stop_reading();
    stop_writing();
  }

  [[nodiscard]] int writing_end() const { return ends_[1]; }
  void stop_reading() { close_end(ends_[0]); }
  void stop_writing() { close_end(ends_[1]); }

  // Reads until so many bytes have come, or the end.
  [[nodiscard]] std::string read(std::size_t bytes) const {
    std::string text;
    std::array<char, 512> block{};
    while (text.size() < bytes) {
      const ssize_t count = ::read(ends_[0], block.data(), block.size());
      if (count <= 0) {
        break;
      }
      text.append(block.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  static void close_end(int& end) {
    if (end >= 0) {
      ::close(end);
    }
    end = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

TEST(LogWriter, WritesLinesInOrderAndTheLastBeforeItEnds) {
  Pipe pipe;
  std::string expected;
  {
    LogWriter writer(pipe.writing_end(), lost, {});
    for (int i = 0; i < 100; ++i) {
      writer.append("line " + std::to_string(i));
      expected += "line " + std::to_string(i) + "\n";
    }
  }
  pipe.stop_writing();
  EXPECT_EQ(pipe.read(expected.size() + 1), expected);
}

// The test ends only because append() does not wait for the reader, nor the destructor for ever.
TEST(LogWriter, WhoLogsDoesNotWaitForWhoReads) {
  Pipe pipe;
  LogWriter writer(pipe.writing_end(), lost, kSmall);
  for (int i = 0; i < 10'000; ++i) {
    writer.append("a line of thirty characters...");
  }
  EXPECT_GT(writer.lost(), 9'000U);
}

TEST(LogWriter, SaysWhereLinesAreMissingOnceItIsReadAgain) {
  Pipe pipe;
  std::string text;
  {
    LogWriter writer(pipe.writing_end(), lost, kSmall);
    while (writer.lost() == 0) {
      writer.append("a line of thirty characters...");
    }
    while (text.find(" lost") == std::string::npos) {
      text += pipe.read(1);
    }
  }
  pipe.stop_writing();
  text += pipe.read(1 << 20U);
  EXPECT_THAT(text, StartsWith("a line of thirty characters...\n"));
  EXPECT_THAT(text, HasSubstr(" lost\n"));
  EXPECT_THAT(text, EndsWith("\n"));
}

TEST(LogWriter, AReaderThatIsGoneIsNoReasonToStop) {
  Pipe pipe;
  pipe.stop_reading();
  LogWriter writer(pipe.writing_end(), lost, {});
  for (int i = 0; i < 100; ++i) {
    writer.append("a line");
    std::this_thread::sleep_for(milliseconds(1));
  }
}

}  // namespace
}  // namespace postern::serve
