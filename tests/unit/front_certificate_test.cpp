#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

#include "front/certificate_source.h"

namespace postern::front {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::system_clock;
using testing::HasSubstr;

DevelopmentCertificate make(hours lifetime = hours(24)) {
  auto made = make_development_certificate(system_clock::now(), lifetime);
  EXPECT_TRUE(made.has_value());
  return *std::move(made);
}

// A directory as a kubelet mounts a Secret: the files are links through `..data`, which a rename
// replaces.
class Mount {
 public:
  Mount()
      : path_(fs::temp_directory_path() / ("front_certificate." + std::to_string(++count_) + "." +
                                           std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  Mount(const Mount&) = delete;
  Mount& operator=(const Mount&) = delete;
  ~Mount() { fs::remove_all(path_); }

  void swap(const std::string& certificate, const Sealed<std::string>& key) {
    const std::string version = "..version_" + std::to_string(++versions_);
    fs::create_directory(path_ / version);
    std::ofstream(path_ / version / "tls.crt") << certificate;
    std::ofstream(path_ / version / "tls.key") << key.expose();
    fs::create_symlink(version, path_ / "..data_tmp");
    fs::rename(path_ / "..data_tmp", path_ / "..data");
    for (const char* name : {"tls.crt", "tls.key"}) {
      if (!fs::is_symlink(path_ / name)) {
        fs::create_symlink(fs::path("..data") / name, path_ / name);
      }
    }
  }
  void swap(const DevelopmentCertificate& pair) { swap(pair.certificate_pem, pair.key_pem); }

  [[nodiscard]] CertificateFiles files() const {
    return {path_ / "tls.crt", path_ / "tls.key", ""};
  }

 private:
  static inline int count_ = 0;
  fs::path path_;
  int versions_ = 0;
};

// Remembers what the source reported and lets a test wait for the next report.
class Reports {
 public:
  CertificateSource::Observer observer() {
    return [this](const Result<Instant>& outcome) {
      const std::lock_guard lock(mutex_);
      last_ = outcome ? "in use" : outcome.error().message.str();
      changed_.notify_all();
    };
  }
  bool wait_for(const std::string& part) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30),
                             [&] { return last_.find(part) != std::string::npos; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string last_;
};

TEST(CertificateSource, ARenamedDirectoryBringsTheNewPairIntoUse) {
  Mount mount;
  mount.swap(make(hours(24)));
  Reports reports;
  const auto source = CertificateSource::from_files(mount.files(), reports.observer());
  const auto before = source->current();
  ASSERT_NE(before, nullptr);
  ASSERT_TRUE(reports.wait_for("in use"));
  mount.swap(make(hours(48)).certificate_pem, make().key_pem);
  ASSERT_TRUE(reports.wait_for("does not belong"));
  EXPECT_EQ(source->current(), before);
  EXPECT_TRUE(source->problem().has_value());
  mount.swap(make(hours(48)));
  ASSERT_TRUE(reports.wait_for("in use"));
  EXPECT_NE(source->current(), before);
  EXPECT_GT(source->current()->expires(), before->expires());
  EXPECT_FALSE(source->problem().has_value());
}

TEST(CertificateSource, MissingFilesAreAProblemUntilTheyAppear) {
  Mount mount;
  Reports reports;
  const auto source = CertificateSource::from_files(mount.files(), reports.observer());
  EXPECT_EQ(source->current(), nullptr);
  ASSERT_TRUE(source->problem().has_value());
  EXPECT_THAT(source->problem()->message.str(), HasSubstr("tls.crt: cannot be read"));
  mount.swap(make());
  ASSERT_TRUE(reports.wait_for("in use"));
  EXPECT_NE(source->current(), nullptr);
}

TEST(CertificateSource, TheOldFilesBackAgainEndTheProblem) {
  Mount mount;
  const DevelopmentCertificate good = make();
  mount.swap(good);
  Reports reports;
  const auto source = CertificateSource::from_files(mount.files(), reports.observer());
  mount.swap("rubbish", good.key_pem);
  ASSERT_TRUE(reports.wait_for("no PEM certificate"));
  mount.swap(good);
  ASSERT_TRUE(reports.wait_for("in use"));
  EXPECT_FALSE(source->problem().has_value());
}

TlsInput input_of(const DevelopmentCertificate& pair) {
  return {"tls.crt", pair.certificate_pem, "tls.key", pair.key_pem, "", ""};
}

std::string why(const TlsInput& input, Instant now = system_clock::now()) {
  const auto built = TlsContext::build(input, now);
  return built ? "" : built.error().message.str();
}

TEST(TlsContext, AGoodPairIsAccepted) {
  const Instant now = system_clock::now();
  const auto built = TlsContext::build(input_of(make(hours(24))), now);
  ASSERT_TRUE(built.has_value());
  EXPECT_GT((*built)->expires(), now + hours(23));
}

TEST(TlsContext, DatesAreChecked) {
  const TlsInput input = input_of(make(hours(24)));
  EXPECT_THAT(why(input, system_clock::now() + hours(25)),
              HasSubstr("tls.crt: the certificate has"));
  EXPECT_THAT(why(input, system_clock::now() - hours(2)), HasSubstr("not valid yet"));
}

TEST(TlsContext, ErrorsNameTheFileAndQuoteNothing) {
  const DevelopmentCertificate pair = make();
  TlsInput input = input_of(pair);
  input.key_pem = Sealed<std::string>("hunter2");
  EXPECT_EQ(why(input), "tls.key: holds no unencrypted PEM private key");
  input = input_of(pair);
  input.certificate_pem = "hunter2";
  EXPECT_EQ(why(input), "tls.crt: holds no PEM certificate");
  input = input_of(pair);
  input.client_ca_name = "ca.crt";
  input.client_ca_pem = "hunter2";
  EXPECT_EQ(why(input), "ca.crt: holds no PEM certificate");
}

TEST(TlsContext, AnEncryptedKeyIsRefusedWithoutAskingTheTerminal) {
  TlsInput input = input_of(make());
  input.key_pem = Sealed<std::string>(
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgBAgMEBQYHCAICCAAw\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_EQ(why(input), "tls.key: holds no unencrypted PEM private key");
}

}  // namespace
}  // namespace postern::front
