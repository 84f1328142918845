#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "front/framing.h"
#include "front/head_scanner.h"
#include "front/request_head.h"

namespace postern::front {
namespace {

using namespace std::literals;

tl::expected<Frame, Refusal> read(std::string_view text, const FramingLimits& limits = {}) {
  HeadScanner scanner;
  return scanner.scan(text, limits).and_then([&](std::size_t bytes) {
    return parse_head(text.substr(0, bytes), limits);
  });
}

std::string post(std::string_view headers) {
  return "POST /validate?timeout=5s HTTP/1.1\r\nHost: webhook\r\n" + std::string(headers) + "\r\n";
}

int status_of(std::string_view text) {
  const auto frame = read(text);
  return frame ? 200 : frame.error().status;
}

TEST(Framing, AReviewAsAnApiServerSendsItIsOneFrame) {
  const std::string head = post("Content-Length: 11\r\nContent-Type: application/json\r\n");
  const auto frame = read(head + "hello worldGET / HTTP/1.1\r\n");
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->head_bytes, head.size());
  EXPECT_EQ(frame->body_bytes, 11U);
  EXPECT_TRUE(frame->keep_alive);
  EXPECT_FALSE(frame->expects_continue);
}

TEST(Framing, AHeadByteByByteIsFoundAtItsLastByte) {
  const std::string head = post("Content-Length: 0\r\n");
  HeadScanner scanner;
  for (std::size_t size = 1; size < head.size(); ++size) {
    const auto found = scanner.scan(std::string_view(head).substr(0, size), {});
    ASSERT_TRUE(found.has_value() && *found == 0) << "after " << size << " bytes";
  }
  EXPECT_EQ(scanner.scan(head, {}), head.size());
}

struct RefusedCase {
  const char* name;
  std::string text;
  int status;
};

class Refused : public testing::TestWithParam<RefusedCase> {};

TEST_P(Refused, WithItsStatus) { EXPECT_EQ(status_of(GetParam().text), GetParam().status); }

INSTANTIATE_TEST_SUITE_P(
    Framing, Refused,
    testing::Values(
        RefusedCase{"NoLength", post(""), 411},
        RefusedCase{"Chunked", post("Transfer-Encoding: chunked\r\n"), 411},
        RefusedCase{"ChunkedAndLength", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
                    411},
        RefusedCase{"ChunkedGet", "GET / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: x\r\n\r\n", 411},
        RefusedCase{"TwoLengths", post("Content-Length: 5\r\ncontent-length: 5\r\n"), 400},
        RefusedCase{"ListLength", post("Content-Length: 5, 5\r\n"), 400},
        RefusedCase{"SignedLength", post("Content-Length: +5\r\n"), 400},
        RefusedCase{"HexLength", post("Content-Length: 0x5\r\n"), 400},
        RefusedCase{"EmptyLength", post("Content-Length:\r\n"), 400},
        RefusedCase{"TooLarge", post("Content-Length: 33554433\r\n"), 413},
        RefusedCase{"BeyondIntegers", post("Content-Length: 99999999999999999999999\r\n"), 413},
        RefusedCase{"Gzip", post("Content-Length: 5\r\nContent-Encoding: gzip\r\n"), 415},
        RefusedCase{"Range", post("Content-Length: 5\r\nRange: bytes=0-1\r\n"), 400},
        RefusedCase{"OtherExpectation", post("Content-Length: 5\r\nExpect: cake\r\n"), 417},
        RefusedCase{"FoldedHeader", post("Content-Length: 5\r\n more\r\n"), 400},
        RefusedCase{"FoldedByTab", post("X: 5\r\n\tmore\r\n"), 400},
        RefusedCase{"Nul", post("X: a\0b\r\n"s), 400},
        RefusedCase{"LoneCarriageReturn", post("X: a\rb\r\n"), 400},
        RefusedCase{"LoneLineFeed", "GET / HTTP/1.1\nHost: a\n\n", 400},
        RefusedCase{"LineFeedFirst", "\nGET / HTTP/1.1\r\n\r\n", 400},
        RefusedCase{"EmptyLineFirst", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedCase{"SpaceBeforeColon", post("Content-Length : 5\r\n"), 400},
        RefusedCase{"NoColon", post("Content-Length\r\n"), 400},
        RefusedCase{"NoName", post(": 5\r\n"), 400},
        RefusedCase{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        RefusedCase{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        RefusedCase{"TwoSpaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedCase{"SpaceInTarget", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedCase{"NoTarget", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedCase{"NoVersion", "GET /\r\nHost: a\r\n\r\n", 400},
        RefusedCase{"Http2", "PRI * HTTP/2.0\r\n\r\n", 505},
        RefusedCase{"LongLine", post("X: " + std::string(20000, 'x')), 431},
        RefusedCase{"LongLineWithoutEnd", "GET /" + std::string(20000, 'x'), 431}),
    [](const auto& tested) { return tested.param.name; });

TEST(Framing, SixtyFourHeaderLinesAreAcceptedAndNotOneMore) {
  std::string headers = "Host: a\r\n";
  for (int i = 1; i < 64; ++i) {
    headers += "X: 1\r\n";
  }
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + headers + "\r\n"), 200);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + headers + "X: 1\r\n\r\n"), 431);
}

TEST(Framing, ConnectionCloseIsFoundInAListInAnyCase) {
  EXPECT_FALSE(read(post("Content-Length: 0\r\nConnection: foo, CLOSE\r\n"))->keep_alive);
  EXPECT_TRUE(read(post("Content-Length: 0\r\nConnection: closed\r\n"))->keep_alive);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\n\r\n")->keep_alive);
}

TEST(Framing, AnExpectationIsForHttp11Only) {
  EXPECT_TRUE(read(post("Content-Length: 5\r\nExpect: 100-Continue\r\n"))->expects_continue);
  EXPECT_FALSE(read("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                   ->expects_continue);
}

TEST(Framing, AGetWithABodyKeepsTheBodyToItself) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n";
  const auto frame = read(head + "POST /validate HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->size(), head.size() + 30);
}

TEST(Framing, PartsOfAHeadAreFoundOrEmpty) {
  const std::string head = post("content-TYPE: \t application/json \r\n");
  EXPECT_EQ(method_of(head), "POST");
  EXPECT_EQ(path_of(head), "/validate");
  EXPECT_EQ(header_of(head, "content-type"), "application/json");
  EXPECT_EQ(header_of(head, "accept"), "");
  EXPECT_EQ(method_of(""), "");
  EXPECT_EQ(method_of("\x01\x02 /"), "");
  EXPECT_EQ(path_of("GET"), "");
}

}  // namespace
}  // namespace postern::front
