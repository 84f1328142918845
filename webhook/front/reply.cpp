#include <fmt/format.h>

#include "front/exchange.h"

namespace postern::front {
namespace {

// A Sentence holds no control characters, so two characters need escaping (RFC 8259 section 7).
std::string json_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out;
}

}  // namespace

Reply error_reply(int status, const Sentence& message) {
  Reply reply;
  reply.status = status;
  reply.body = fmt::format(R"({{"error":{{"code":{},"message":"{}"}}}})", status,
                           json_escaped(message.view()));
  return reply;
}

std::string closing_text(const Reply& reply, bool without_body) {
  // RFC 9112 section 4: the reason phrase may be empty, the space before it must stand.
  std::string out = fmt::format("HTTP/1.1 {} \r\nConnection: close\r\n", reply.status);
  for (const auto& [name, value] : reply.headers) {
    out += fmt::format("{}: {}\r\n", name, value);
  }
  out += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n\r\n", reply.content_type,
                     reply.body.size());
  if (!without_body) {
    out += reply.body;
  }
  return out;
}

}  // namespace postern::front
