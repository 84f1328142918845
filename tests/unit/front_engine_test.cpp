// The pieces between the socket and a handler: deadlines, inbox, routes, engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include "front/deadline.h"
#include "front/http_engine.h"
#include "front/inbox.h"
#include "front/routes.h"

namespace postern::front {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

constexpr SteadyTime kStart{seconds(1000)};

TEST(Deadline, IsExpiredOnceAfterItsEndAndThenCannotBeClaimed) {
  Deadline deadline;
  deadline.set(kStart);
  EXPECT_FALSE(deadline.expire(kStart - seconds(1)));
  EXPECT_TRUE(deadline.expire(kStart));
  EXPECT_FALSE(deadline.expire(kStart + seconds(1)));
  EXPECT_FALSE(deadline.claim());
}

TEST(Deadline, AClaimedConnectionDoesNotExpire) {
  Deadline deadline;
  deadline.set(kStart);
  EXPECT_TRUE(deadline.claim());
  EXPECT_FALSE(deadline.expire(SteadyTime::max()));
  deadline.set(kStart + seconds(5));
  EXPECT_TRUE(deadline.expire(SteadyTime::max()));
}

TEST(Inbox, KeepsItsContentsWhileItGrowsAndIsConsumed) {
  Inbox inbox;
  inbox.reserve(8);
  inbox.append("one two ");
  EXPECT_TRUE(inbox.room().empty());
  inbox.reserve(std::size_t{1024} * 1024);
  inbox.append("three");
  EXPECT_EQ(inbox.text(), "one two three");
  inbox.consume(4);
  EXPECT_EQ(inbox.text(), "two three");
  inbox.release();
  EXPECT_EQ(inbox.capacity(), 0U);
}

TEST(Timeout, ReadsTheDurationsOfAnApiServerAndNothingElse) {
  EXPECT_EQ(parse_timeout("5s"), seconds(5));
  EXPECT_EQ(parse_timeout("500ms"), milliseconds(500));
  EXPECT_EQ(parse_timeout("1m"), seconds(60));
  for (const char* text : {"", "5", "s", "-5s", "0s", "5h", "1e3s", "5s ", "999999999m"}) {
    EXPECT_EQ(parse_timeout(text), std::nullopt) << text;
  }
}

TEST(ErrorReply, IsJsonAlsoWithAQuotedNameInIt) {
  const Reply reply = error_reply(400, say("{} is odd", Name("a\"\\b")));
  EXPECT_EQ(reply.body, R"({"error":{"code":400,"message":"a\"\\b is odd"}})");
}

class Engine : public testing::Test {
 protected:
  Engine() {
    routes_.add("POST", "/echo", [this](const Request& request) {
      seen_timeout_ = request.timeout;
      Reply reply;
      reply.content_type = "text/plain";
      reply.body = std::string(request.method) + " " + std::string(request.path) + " " +
                   std::string(request.content_type) + " " + std::string(request.body) + " " +
                   std::string(request.peer);
      return reply;
    });
    routes_.add("GET", "/throw",
                [](const Request&) -> Reply { throw std::runtime_error("hunter2"); });
  }

  std::string answer(const std::string& head, std::string_view body = {},
                     std::chrono::nanoseconds queued = {}, bool keep_alive = true) {
    HttpEngine engine(routes_, draining_);
    std::string out;
    const HttpEngine::Outcome outcome = engine.answer({.head = head,
                                                       .body = body,
                                                       .peer = "192.0.2.7",
                                                       .received = kStart,
                                                       .queued = queued,
                                                       .keep_alive = keep_alive},
                                                      out);
    status_ = outcome.status;
    closing_ = outcome.close;
    return out;
  }

  Routes routes_;
  std::atomic<bool> draining_{false};
  int status_ = 0;
  bool closing_ = false;
  std::optional<milliseconds> seen_timeout_;
};

TEST_F(Engine, AHandlerGetsTheRequestsPartsAndTheSocketsAddress) {
  const std::string out = answer(
      "POST /echo?timeout=5s&x=%00 HTTP/1.1\r\nHost: a\r\nREMOTE_ADDR: 6.6.6.6\r\n"
      "Content-Type: application/json\r\nContent-Length: 4\r\n\r\n",
      "body");
  EXPECT_THAT(out, HasSubstr("\r\n\r\nPOST /echo application/json body 192.0.2.7"));
  EXPECT_EQ(status_, 200);
  EXPECT_EQ(seen_timeout_, seconds(5));
}

TEST_F(Engine, ABodyIsNeverCompressedCutOrCalledAForm) {
  const std::string out = answer(
      "POST /echo HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, br\r\nIf-Range: x\r\n"
      "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 4\r\n\r\n",
      "body");
  EXPECT_THAT(out, HasSubstr("boundary=x body 192.0.2.7"));
  EXPECT_THAT(out, Not(HasSubstr("Content-Encoding")));
}

TEST_F(Engine, AnExceptionBecomesA500WithoutItsText) {
  const std::string out = answer("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_, 500);
  EXPECT_THAT(out, HasSubstr(R"({"error":{"code":500,)"));
  EXPECT_THAT(out, Not(HasSubstr("hunter2")));
}

TEST_F(Engine, OtherMethodsAre405WithAllowAndOtherPaths404) {
  for (const char* method : {"GET", "HEAD", "PUT", "OPTIONS", "CONNECT", "BREW"}) {
    const std::string out = answer(std::string(method) + " /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_, 405) << method;
    EXPECT_THAT(out, HasSubstr("Allow: POST\r\n")) << method;
  }
  for (const char* method : {"POST", "GET", "BREW"}) {
    static_cast<void>(answer(std::string(method) + " /echo/ HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_EQ(status_, 404) << method;
  }
}

TEST_F(Engine, ARequestThatWaitedHalfOfItsTimeoutIsSentAway) {
  const std::string head = "POST /echo?timeout=4s HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  EXPECT_THAT(answer(head, {}, seconds(3)), HasSubstr("Retry-After: 1\r\n"));
  EXPECT_EQ(status_, 503);
  static_cast<void>(answer(head, {}, seconds(1)));
  EXPECT_EQ(status_, 200);
}

TEST_F(Engine, ARequestWithoutATimeoutIsServedHoweverLate) {
  static_cast<void>(
      answer("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", {}, seconds(60)));
  EXPECT_EQ(status_, 200);
}

TEST_F(Engine, ConnectionCloseIsSaidWhenTheClientOrADrainWantsIt) {
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  EXPECT_THAT(answer(head), Not(HasSubstr("Connection: close")));
  EXPECT_FALSE(closing_);
  EXPECT_THAT(answer(head), Not(HasSubstr("Keep-Alive")));
  EXPECT_THAT(answer(head, {}, {}, false), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(closing_);
  draining_ = true;
  EXPECT_THAT(answer(head), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(closing_);
}

TEST_F(Engine, ALineThatHttplibRefusesIsAnErrorInJson) {
  const std::string out =
      answer("POST /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_, 414);
  EXPECT_THAT(out, HasSubstr(R"({"error":{"code":414,)"));
}

}  // namespace
}  // namespace postern::front
