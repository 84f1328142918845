#include "serve/policy_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

namespace postern::serve {
namespace {

namespace fs = std::filesystem;
using policy::Mode;
using testing::HasSubstr;

const policy::KnownRules kRules{.rules = {{.id = "dsn-malformed"}}};

std::string policy_text(std::string_view mode) {
  return "apiVersion: postern.dev/v1\nkind: Policy\nmode: " + std::string(mode) + "\n";
}

// Keeps the last reading and lets a test wait for the one it expects.
class Listener {
 public:
  void take(const PolicyReading& reading) {
    const std::lock_guard lock(mutex_);
    last_ = reading;
    ++count_;
    changed_.notify_all();
  }

  // True when a reading fits within a time that only a hang exceeds.
  template <typename Fits>
  bool waits_for(const Fits& fits) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30),
                             [&] { return count_ > 0 && fits(last_); });
  }

  [[nodiscard]] int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  PolicyReading last_;
  int count_ = 0;
};

class PolicySourceTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
  }

  // A file beside the old one, renamed over it: what editors do.
  void replace(const std::string& name, const std::string& text) const {
    write(name + ".new", text);
    fs::rename(directory_ / (name + ".new"), directory_ / name);
  }

  // As kubelet does it: a new directory, and the link `..data` renamed onto it.
  void project(const std::string& version, const std::string& text) const {
    fs::create_directories(directory_ / version);
    std::ofstream(directory_ / version / "policy.yaml") << text;
    fs::create_directory_symlink(version, directory_ / "..data_tmp");
    fs::rename(directory_ / "..data_tmp", directory_ / "..data");
  }

  std::unique_ptr<PolicySource> source(Listener& listener) const {
    auto made = PolicySource::from_file(
        (directory_ / "policy.yaml").string(), kRules,
        [&listener](const PolicyReading& reading) { listener.take(reading); });
    return made ? *std::move(made) : nullptr;
  }

  fs::path directory_ = fs::path(testing::TempDir()) /
                        (std::string("postern-policy-source-") +
                         testing::UnitTest::GetInstance()->current_test_info()->name());
};

const auto kIsMode = [](Mode mode) {
  return [mode](const PolicyReading& reading) {
    return !reading.problem && reading.policy->mode == mode;
  };
};

TEST_F(PolicySourceTest, ABadFileAtTheStartIsRefusedWithEverythingWrong) {
  write("policy.yaml", policy_text("enforced") + "frobnicate: 1\n");
  const auto made = PolicySource::from_file((directory_ / "policy.yaml").string(), kRules);
  ASSERT_FALSE(made.has_value());
  ASSERT_EQ(made.error().size(), 2U);
  EXPECT_EQ(line_of(made.error()[0], "f"), "f:3:7: error: mode is not enforce, warn or audit");
  EXPECT_FALSE(PolicySource::from_file((directory_ / "missing").string(), kRules).has_value());
  EXPECT_FALSE(PolicySource::from_file(directory_.string(), kRules).has_value());
}

TEST_F(PolicySourceTest, ANewFileTakesEffect) {
  write("policy.yaml", policy_text("enforce"));
  Listener listener;
  const auto made = source(listener);
  ASSERT_NE(made, nullptr);
  const auto old = made->current();
  EXPECT_EQ(old->mode, Mode::kEnforce);
  replace("policy.yaml", policy_text("audit"));
  ASSERT_TRUE(listener.waits_for(kIsMode(Mode::kAudit)));
  EXPECT_EQ(made->current()->mode, Mode::kAudit);
  EXPECT_NE(made->current()->hash, old->hash);
  EXPECT_EQ(old->mode, Mode::kEnforce) << "who holds the old policy keeps it whole";
}

TEST_F(PolicySourceTest, FollowsTheSwapOfAMountedConfigMap) {
  project("..v1", policy_text("enforce"));
  fs::create_symlink("..data/policy.yaml", directory_ / "policy.yaml");
  Listener listener;
  const auto made = source(listener);
  ASSERT_NE(made, nullptr);
  project("..v2", policy_text("warn"));
  fs::remove_all(directory_ / "..v1");
  ASSERT_TRUE(listener.waits_for(kIsMode(Mode::kWarn)));
  project("..v3", policy_text("audit"));
  ASSERT_TRUE(listener.waits_for(kIsMode(Mode::kAudit)));
}

TEST_F(PolicySourceTest, ABadNewFileKeepsTheOldAndSaysWhy) {
  write("policy.yaml", policy_text("warn"));
  Listener listener;
  const auto made = source(listener);
  ASSERT_NE(made, nullptr);
  replace("policy.yaml", policy_text("enforced"));
  ASSERT_TRUE(
      listener.waits_for([](const PolicyReading& reading) { return reading.problem.has_value(); }));
  EXPECT_EQ(made->current()->mode, Mode::kWarn);
  ASSERT_TRUE(made->status().has_value());
  EXPECT_EQ(made->status()->message.str(), "line 3, column 7: mode is not enforce, warn or audit");
  fs::remove(directory_ / "policy.yaml");
  ASSERT_TRUE(listener.waits_for([](const PolicyReading& reading) {
    return reading.problem && reading.problem->message.view() == "the file does not exist";
  }));
  EXPECT_EQ(made->current()->mode, Mode::kWarn);
  write("policy.yaml", policy_text("warn"));
  ASSERT_TRUE(listener.waits_for(kIsMode(Mode::kWarn))) << "the same file again is good again";
  EXPECT_FALSE(made->status().has_value());
}

TEST_F(PolicySourceTest, ReadingTheSameFileAgainIsNoNews) {
  write("policy.yaml", policy_text("warn"));
  Listener listener;
  const auto made = source(listener);
  ASSERT_NE(made, nullptr);
  made->reload();
  made->reload();
  EXPECT_EQ(listener.count(), 1);
}

// Readers see one complete policy after the other, never a mixture (run under tsan).
TEST_F(PolicySourceTest, ReadersNeverSeeHalfAPolicy) {
  write("policy.yaml", policy_text("warn"));
  Listener listener;
  const auto made = source(listener);
  ASSERT_NE(made, nullptr);
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::thread reader([&] {
    while (!stop) {
      const auto policy = made->current();
      wrong += policy->hash.value == 0 ? 1 : 0;
      std::this_thread::yield();
    }
  });
  for (int i = 0; i < 20; ++i) {
    replace("policy.yaml", policy_text(i % 2 == 0 ? "audit" : "warn"));
    made->reload();
  }
  stop = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST(PolicySource, TheBuiltInPolicyHasAHash) {
  const auto source = PolicySource::built_in();
  EXPECT_NE(source->current()->hash.value, 0U);
  source->reload();
  EXPECT_FALSE(source->status().has_value());
}

}  // namespace
}  // namespace postern::serve
