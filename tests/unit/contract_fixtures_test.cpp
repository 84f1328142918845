// The release matrix of the reference chart, as its Secrets and ConfigMaps look after rendering.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judged_manifests.h"

namespace postern {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using testing::Judged;
using testing::Manifests;

std::vector<Judged> on(const std::string& name) {
  return Manifests::from_file(std::string(POSTERN_SOURCE_DIR) + "/tests/fixtures/eden/" + name +
                              ".yaml")
      .findings();
}

Judged denial(const char* path, const char* rule) { return {"Secret", path, rule, Action::kDeny}; }

TEST(EdenMatrix, Rule36AnUntouchedEmbeddedReleasePassesWithoutAnyFinding) {
  EXPECT_THAT(on("accept-embedded"), IsEmpty());
}

TEST(EdenMatrix, AcceptsEmbeddedWithLease) { EXPECT_THAT(on("accept-embedded-lease"), IsEmpty()); }

TEST(EdenMatrix, AcceptsExternalInline) { EXPECT_THAT(on("accept-external-inline"), IsEmpty()); }

TEST(EdenMatrix, AcceptsExternalVerifyFull) {
  EXPECT_THAT(on("accept-external-verify-full-ca"), IsEmpty());
}

TEST(EdenMatrix, AcceptsExternalExistingSecret) {
  EXPECT_THAT(on("accept-external-existing-secret"), IsEmpty());
}

TEST(EdenMatrix, AcceptsAWholeChartSecret) {
  EXPECT_THAT(on("accept-whole-chart-secret"), IsEmpty());
}

TEST(EdenMatrix, RejectsExternalWithoutAConnectionString) {
  EXPECT_THAT(on("reject-external-without-dsn"),
              Contains(denial("stringData[EDEN_STORE_URL]", "secret-required-key-missing")));
}

TEST(EdenMatrix, RejectsFooAsConnectionString) {
  EXPECT_THAT(on("reject-dsn-foo"), Contains(denial("stringData[EDEN_STORE_URL]", "dsn-not-url")));
}

TEST(EdenMatrix, RejectsTheKeywordForm) {
  EXPECT_THAT(on("reject-dsn-keyword"),
              Contains(denial("stringData[EDEN_STORE_URL]", "dsn-not-url")));
}

TEST(EdenMatrix, RejectsModeDisable) {
  EXPECT_THAT(on("reject-tls-mode-disable"),
              Contains(denial("stringData[EDEN_STORE_URL]", "dsn-sslmode-weak")));
}

TEST(EdenMatrix, RejectsTlsOfTheEmbeddedDatabase) {
  EXPECT_THAT(on("reject-tls-embedded"),
              Contains(denial("stringData[EDEN_STORE_URL]", "secret-embedded-tls")));
}

TEST(EdenMatrix, ADroppedInlineConnectionStringLeavesNoTraceInTheObjects) {
  EXPECT_THAT(on("reject-whole-chart-inline"), IsEmpty());
}

}  // namespace
}  // namespace postern
