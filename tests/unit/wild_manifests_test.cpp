// Manifests as they occur in clusters, tests/fixtures/wild: each file says in comments which
// findings it must give, and gives no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "judged_manifests.h"

namespace postern {
namespace {

using testing::Manifests;
using ::testing::UnorderedElementsAreArray;

std::filesystem::path folder() {
  return std::filesystem::path(POSTERN_SOURCE_DIR) / "tests/fixtures/wild";
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() == ".yaml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

// "# expect: deny Secret/orders stringData[URL] dsn-malformed", or "# expect: nothing".
std::vector<std::string> expectations(const std::filesystem::path& path) {
  constexpr std::string_view kMark = "# expect: ";
  std::vector<std::string> expected;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kMark)) {
      expected.push_back(line.substr(kMark.size()));
    }
  }
  if (expected.empty()) {
    throw std::runtime_error(path.string() + " does not say what it expects");
  }
  std::erase(expected, "nothing");
  return expected;
}

class Wild : public ::testing::TestWithParam<std::string> {};

TEST_P(Wild, GivesWhatItSays) {
  const std::filesystem::path path = folder() / (GetParam() + ".yaml");
  std::vector<std::string> found;
  for (const testing::Judged& judged : Manifests::from_file(path.string()).findings()) {
    found.push_back(std::string(to_text(judged.action).view()) + ' ' + judged.kind + '/' +
                    judged.name + ' ' + judged.path + ' ' + judged.rule);
  }
  EXPECT_THAT(found, UnorderedElementsAreArray(expectations(path)));
}

INSTANTIATE_TEST_SUITE_P(Manifests, Wild, ::testing::ValuesIn(names()), [](const auto& name) {
  std::string legal = name.param;
  std::ranges::replace(legal, '-', '_');
  return legal;
});

}  // namespace
}  // namespace postern
