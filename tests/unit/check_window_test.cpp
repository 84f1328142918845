#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "check/window.h"
#include "kube/load_yaml.h"

namespace postern::check {
namespace {

// A file that is gone with its object.
class TextFile {
 public:
  explicit TextFile(const std::string& text) {
    const int descriptor = ::mkstemp(path_.data());
    std::ofstream(path_, std::ios::binary) << text;
    ::close(descriptor);
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  ~TextFile() { static_cast<void>(std::remove(path_.c_str())); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "window-XXXXXX";
};

std::vector<Window> windows_of(const std::string& text, const kube::Limits& limits = {}) {
  const TextFile written(text);
  OpenFile file = OpenFile::open(written.path()).value();
  WindowReader reader(file, limits);
  std::vector<Window> windows;
  for (auto next = reader.next(); next && *next; next = reader.next()) {
    windows.push_back(**std::move(next));
  }
  return windows;
}

std::string document(std::size_t number, std::size_t size) {
  std::string text = "n: " + std::to_string(number) + "\nt: ";
  return text + std::string(size, 'x') + "\n";
}

struct Seen {
  std::size_t line;
  bool read;
  friend bool operator==(const Seen&, const Seen&) = default;
};

void PrintTo(const Seen& seen, std::ostream* out) {
  *out << "line " << seen.line << (seen.read ? "" : " refused");
}

std::vector<Seen> documents_in(const std::vector<Window>& windows, const kube::Limits& limits) {
  std::vector<Seen> seen;
  for (const Window& window : windows) {
    kube::each_document(window.text, window.origin, limits, [&](const kube::YamlDocument& read) {
      seen.push_back({read.source.origin.first_line, read.document.has_value()});
    });
  }
  return seen;
}

TEST(Window, ASmallInputIsOne) {
  const std::vector<Window> windows = windows_of("a: 1\n---\nb: 2\n");
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_EQ(windows[0].text, "a: 1\n---\nb: 2\n");
  EXPECT_TRUE(windows_of("").empty());
}

TEST(Window, DocumentsAreNeverCut) {
  std::string text;
  for (std::size_t i = 0; i < 200; ++i) {
    text += document(i, 1000) + "---\n";
  }
  const std::vector<Window> windows = windows_of(text);
  EXPECT_GT(windows.size(), 2U);
  std::string joined;
  std::size_t line = 1;
  for (const Window& window : windows) {
    EXPECT_EQ(window.offset, joined.size());
    EXPECT_EQ(window.origin.first_line, line);
    EXPECT_TRUE(joined.empty() || window.text.starts_with("---\n"));
    joined += window.text;
    line += static_cast<std::size_t>(std::count(window.text.begin(), window.text.end(), '\n'));
  }
  EXPECT_EQ(joined, text);
  std::vector<Seen> expected;
  for (std::size_t i = 0; i < 200; ++i) {
    expected.push_back({(3 * i) + 1, true});
  }
  EXPECT_EQ(documents_in(windows, {}), expected);
}

TEST(Window, ABlockThatLooksLikeASeparatorInsideALineIsNone) {
  const std::string text = document(0, kWindowBytes) + "a: x ---\n--- a\n---\nb: 1\n";
  const std::vector<Window> windows = windows_of(text);
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[1].text, "---\nb: 1\n");
}

TEST(Window, ADocumentThatIsTooLargeHidesNoOther) {
  const kube::Limits limits{.bytes = 100'000};
  const std::string huge = document(1, 1'000'000);
  const std::string text = "a: 1\n---\n" + huge + "---\nb: 1\n";
  EXPECT_EQ(documents_in(windows_of(text, limits), limits),
            (std::vector<Seen>{{1, true}, {3, false}, {6, true}}));
}

TEST(Window, AHugeLineHidesNoOther) {
  const kube::Limits limits{.bytes = 100'000};
  const std::string text = std::string(1'000'000, '-') + "\n---\nb: 1\n";
  EXPECT_EQ(documents_in(windows_of(text, limits), limits),
            (std::vector<Seen>{{1, false}, {3, true}}));
}

TEST(Window, JsonIsOneWindow) {
  std::string text;
  for (std::size_t i = 0; i < 100; ++i) {
    text += "{\"a\": \"" + std::string(1000, 'x') + "\\n---\\n\"}\n---\n";
  }
  ASSERT_EQ(windows_of(text).size(), 1U);
  EXPECT_EQ(documents_in(windows_of(text, {.bytes = 1000}), {.bytes = 1000}),
            (std::vector<Seen>{{1, false}}));
}

}  // namespace
}  // namespace postern::check
