#include <gtest/gtest.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

#include <string>

#include "certificate_maker.h"
#include "x509/ca_bundle.h"

namespace postern::x509 {
namespace {

using std::chrono::days;
using testing::Kind;
using testing::make;
using testing::pem;

// 2026-07-01T00:00:00Z
const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1);

Content content(std::string_view bytes) { return read_ca_bundle(bytes).content; }

TEST(CaBundle, ReadsOneAuthority) {
  const CaBundle bundle = read_ca_bundle(pem(make({})));
  EXPECT_EQ(bundle.content, Content::kCertificates);
  ASSERT_EQ(bundle.certificates.size(), 1U);
  EXPECT_EQ(bundle.certificates.front().role, Role::kAuthority);
  EXPECT_FALSE(bundle.certificates.front().weak_key);
  EXPECT_FALSE(bundle.certificates.front().weak_signature);
  EXPECT_FALSE(bundle.has_private_key);
  EXPECT_FALSE(bundle.damaged);
}

TEST(CaBundle, ReadsSeveralWithCommentsBetweenThem) {
  const std::string text = "# Amazon RDS eu-west-1\n" + pem(make({})) + "\n\n# next\n" +
                           pem(make({})) + "done: with a colon\n";
  const CaBundle bundle = read_ca_bundle(text);
  EXPECT_EQ(bundle.count(Role::kAuthority), 2U);
  EXPECT_FALSE(bundle.damaged);
}

TEST(CaBundle, TellsALeafFromAnAuthority) {
  const auto authority = make({});
  EXPECT_EQ(
      read_ca_bundle(pem(make({.kind = Kind::kLeaf, .issuer = &authority}))).count(Role::kLeaf),
      1U);
  EXPECT_EQ(read_ca_bundle(pem(make({.kind = Kind::kLeaf}))).count(Role::kSelfSignedLeaf), 1U);
}

TEST(CaBundle, TellsWhatIsNoPem) {
  const auto made = make({});
  EXPECT_EQ(content(""), Content::kEmpty);
  EXPECT_EQ(content(" \n\t"), Content::kEmpty);
  EXPECT_EQ(content(testing::der(made)), Content::kDer);
  EXPECT_EQ(content("<!DOCTYPE html><html><body>404</body></html>"), Content::kHtml);
  EXPECT_EQ(content("\n <html>sign in</html>"), Content::kHtml);
  EXPECT_EQ(content("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"),
            Content::kHtml);
  EXPECT_EQ(content("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"), Content::kBase64OfPem);
  EXPECT_EQ(content("MIIBszCCAVmgAwIBAgIUE"), Content::kBareBase64);
  EXPECT_EQ(content("todo"), Content::kOther);
  EXPECT_EQ(content("0\x82"), Content::kOther);
  EXPECT_EQ(content(std::string(kMaximumBundleBytes + 1, 'A')), Content::kTooLarge);
}

TEST(CaBundle, TellsPkcs7AsDerAndAsPem) {
  const auto made = make({});
  const Pkcs7Handle pkcs7(PKCS7_new());
  testing::require(PKCS7_set_type(pkcs7.get(), NID_pkcs7_signed) == 1 &&
                   PKCS7_content_new(pkcs7.get(), NID_pkcs7_data) == 1 &&
                   PKCS7_add_certificate(pkcs7.get(), made.certificate.get()) == 1);
  const BioHandle as_der(BIO_new(BIO_s_mem()));
  const BioHandle as_pem(BIO_new(BIO_s_mem()));
  testing::require(i2d_PKCS7_bio(as_der.get(), pkcs7.get()) == 1 &&
                   PEM_write_bio_PKCS7(as_pem.get(), pkcs7.get()) == 1);
  EXPECT_EQ(content(testing::contents(as_der.get())), Content::kPkcs7);
  EXPECT_EQ(content(testing::contents(as_pem.get())), Content::kPkcs7);
}

TEST(CaBundle, TellsPkcs12AndThatItIsMadeForAKey) {
  const auto made = make({});
  const Pkcs12Handle pkcs12(
      PKCS12_create("x", "name", made.key.get(), made.certificate.get(), nullptr, 0, 0, 0, 0, 0));
  const BioHandle out(BIO_new(BIO_s_mem()));
  testing::require(i2d_PKCS12_bio(out.get(), pkcs12.get()) == 1);
  const CaBundle bundle = read_ca_bundle(testing::contents(out.get()));
  EXPECT_EQ(bundle.content, Content::kPkcs12);
  EXPECT_TRUE(bundle.has_private_key);
}

TEST(CaBundle, TellsPemThatOpenSslDoesNotSee) {
  std::string escaped = pem(make({}));
  for (std::size_t at = escaped.find('\n'); at != std::string::npos; at = escaped.find('\n')) {
    escaped.replace(at, 1, "\\n");
  }
  EXPECT_EQ(content(escaped), Content::kMisplacedPem);
  EXPECT_EQ(content("  " + pem(make({}))), Content::kMisplacedPem);
}

TEST(CaBundle, ReadsPemBehindAByteOrderMark) {
  // OpenSSL 3 skips one (pem_lib.c, get_name).
  EXPECT_EQ(content("\xEF\xBB\xBF" + pem(make({}))), Content::kCertificates);
}

TEST(CaBundle, FindsAPrivateKeyWhereverItStands) {
  const auto made = make({});
  const CaBundle behind = read_ca_bundle(pem(made) + testing::key_pem(made));
  EXPECT_EQ(behind.content, Content::kCertificates);
  EXPECT_TRUE(behind.has_private_key);
  EXPECT_TRUE(read_ca_bundle(testing::key_pem(made) + pem(made)).has_private_key);

  const CaBundle alone = read_ca_bundle(testing::key_pem(made));
  EXPECT_EQ(alone.content, Content::kPrivateKey);
  EXPECT_TRUE(alone.has_private_key);
  EXPECT_TRUE(read_ca_bundle(testing::key_der(made)).has_private_key);

  const std::string damaged = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n";
  EXPECT_TRUE(read_ca_bundle(damaged).has_private_key);
  EXPECT_TRUE(read_ca_bundle("-----BEGIN CERTIFICATE-----\n!\n" + damaged).has_private_key);
}

TEST(CaBundle, SaysThatOneDamagedCertificateSpoilsTheFile) {
  std::string cut = pem(make({}));
  cut.resize(cut.size() / 2);
  EXPECT_EQ(content(cut), Content::kDamagedPem);

  const CaBundle bundle = read_ca_bundle(pem(make({})) + cut);
  EXPECT_EQ(bundle.content, Content::kCertificates);
  EXPECT_TRUE(bundle.damaged);

  const std::string nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(content(nonsense), Content::kDamagedPem);
}

TEST(CaBundle, TellsOtherPem) {
  EXPECT_EQ(content("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
            Content::kOtherPem);
}

TEST(CaBundle, StopsAtTheMaximum) {
  const std::string one = pem(make({}));
  std::string text;
  for (std::size_t i = 0; i < kMaximumCertificates; ++i) {
    text += one;
  }
  EXPECT_FALSE(read_ca_bundle(text).truncated);
  const CaBundle bundle = read_ca_bundle(text + one);
  EXPECT_TRUE(bundle.truncated);
  EXPECT_EQ(bundle.certificates.size(), kMaximumCertificates);
}

TEST(Certificate, KnowsItsWeaknesses) {
  const auto strong = make({});
  const auto weak = make({.key = testing::KeyType::kRsa1024});
  EXPECT_TRUE(read_certificate(testing::der(weak))->weak_key);
  EXPECT_TRUE(
      read_certificate(testing::der(make({.sha1 = true, .issuer = &strong})))->weak_signature);
  // Nobody checks the signature of a trust anchor over itself.
  EXPECT_FALSE(read_certificate(testing::der(make({.sha1 = true})))->weak_signature);
}

TEST(Certificate, JudgesItsDatesByTheGivenClock) {
  const auto validity = [](const char* from, const char* to) {
    const auto made = make({.not_before = from, .not_after = to});
    return read_certificate(testing::der(made))->validity(kNow, days(30));
  };
  EXPECT_EQ(validity("20200101000000Z", "20260630235959Z"), Validity::kExpired);
  EXPECT_EQ(validity("20200101000000Z", "20260701000000Z"), Validity::kExpiresSoon);
  EXPECT_EQ(validity("20200101000000Z", "20260730235959Z"), Validity::kExpiresSoon);
  EXPECT_EQ(validity("20200101000000Z", "20260731000000Z"), Validity::kValid);
  EXPECT_EQ(validity("20260701000001Z", "20400101000000Z"), Validity::kNotYet);
  // "No well-defined expiration date" (RFC 5280, 4.1.2.5), beyond what a clock of nanoseconds
  // holds.
  EXPECT_EQ(validity("20200101000000Z", "99991231235959Z"), Validity::kValid);
}

TEST(Certificate, RefusesTrailingBytes) {
  EXPECT_FALSE(read_certificate(testing::der(make({})) + "x").has_value());
}

}  // namespace
}  // namespace postern::x509
