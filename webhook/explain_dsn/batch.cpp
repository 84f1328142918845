#include "explain_dsn/batch.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "explain_dsn/json.h"

namespace postern::explain_dsn {
namespace {

constexpr std::size_t kChunk = 256U * 1024U;

// The content of a line that is a quoted string of printable ASCII without an escape: most are.
std::optional<std::string_view> plain_string(std::string_view line) {
  if (line.size() < 2 || line.front() != '"' || line.back() != '"') {
    return std::nullopt;
  }
  const std::string_view content = line.substr(1, line.size() - 2);
  const bool plain = std::ranges::all_of(
      content, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  return plain ? std::optional(content) : std::nullopt;
}

// Any other line. The library's own texts quote input: only the verdict is taken.
std::optional<std::string> decoded_string(std::string_view line) {
  nlohmann::json value = nlohmann::json::parse(
      line,
      [](int depth, auto, auto&) {
        return depth < 2;  // arrays and objects are refused anyway: keep nothing of them
      },
      false);
  if (!value.is_string()) {
    return std::nullopt;
  }
  return std::move(value.get_ref<std::string&>());
}

bool write_all(int output, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(output, text.data(), text.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Cuts what was read into lines. Of a line that is too long only the fact is kept.
class Lines {
 public:
  template <typename Take>
  void add(std::string_view chunk, const Take& take) {
    std::size_t end = chunk.find('\n');
    while (end != std::string_view::npos) {
      keep(chunk.substr(0, end));
      finish(take);
      chunk.remove_prefix(end + 1);
      end = chunk.find('\n');
    }
    keep(chunk);
  }

  /// The end of the input also ends a line that has no newline.
  template <typename Take>
  void end(const Take& take) {
    if (!line_.empty()) {
      finish(take);
    }
  }

 private:
  // One byte above the limit marks the line as too long.
  void keep(std::string_view part) { line_ += part.substr(0, kLongestLine + 1 - line_.size()); }

  template <typename Take>
  void finish(const Take& take) {
    take(line_);
    line_.clear();
  }

  std::string line_;
};

}  // namespace

void append_answer(std::string& out, std::string_view line, Hosts hosts, const Judge& judge) {
  if (line.size() > kLongestLine) {
    append_bad_line(out, "the line is longer than any connection string");
  } else if (const std::optional<std::string_view> plain = plain_string(line)) {
    append_json(out, read_facts(*plain, hosts, judge));
  } else if (const std::optional<std::string> decoded = decoded_string(line)) {
    append_json(out, read_facts(*decoded, hosts, judge));
  } else {
    append_bad_line(out, "the line is not a JSON string");
  }
  out += '\n';
}

bool run_batch(int input, int output, Hosts hosts, const Judge& judge) {
  std::vector<char> chunk(kChunk);
  Lines lines;
  std::string out;
  bool written = true;
  const auto answer = [&](std::string_view line) {
    append_answer(out, line, hosts, judge);
    if (out.size() > kChunk) {
      written = written && write_all(output, out);
      out.clear();
    }
  };
  while (written) {
    const ssize_t count = ::read(input, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      lines.end(answer);
      return write_all(output, out) && written && count == 0;
    }
    lines.add({chunk.data(), static_cast<std::size_t>(count)}, answer);
    written = written && write_all(output, out);
    out.clear();
  }
  return false;
}

}  // namespace postern::explain_dsn
