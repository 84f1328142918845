#include "front/http_engine.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "front/request_head.h"

namespace postern::front {
namespace {

// The request's head to read from, the reply's text to write to. The body never passes through: the
// handler runs before httplib would read it, on the bytes where they are.
class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(std::string_view in, std::string& out, std::string_view peer)
      : in_(in), out_(out), peer_(peer) {}

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, in_.size());
    std::memcpy(to, in_.data(), count);
    in_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, std::size_t size) override {
    out_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = peer_;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  [[nodiscard]] socket_t socket() const override { return INVALID_SOCKET; }

 private:
  std::string_view in_;
  std::string& out_;
  std::string_view peer_;
};

// To httplib each request is a connection's last: it would go to some length to tell its limits in
// a Keep-Alive header, and this front has none per connection. finish() knows what to say.
constexpr bool kLastRequest = true;

// httplib answers other methods with 400 while it reads the request line; here they are a 405.
bool is_known_method(std::string_view method) {
  static constexpr std::array<std::string_view, 8> kMethods = {
      "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "PATCH"};
  return std::ranges::find(kMethods, method) != kMethods.end();
}

void fill(httplib::Response& response, Reply reply) {
  response.status = reply.status;
  response.body = std::move(reply.body);
  response.headers.emplace("Content-Type", std::move(reply.content_type));
  for (auto& [name, value] : reply.headers) {
    response.headers.emplace(std::move(name), std::move(value));
  }
}

// Half of what the caller waits is gone before work began: a quick 503 still leaves it the time
// that a retry needs (client-go honours Retry-After within the same timeout).
bool is_too_late(const Request& request, std::chrono::nanoseconds queued) {
  return request.timeout && queued * 2 > *request.timeout;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text) {
  std::uint32_t number = 0;
  const char* begin = text.data();
  const auto parsed = std::from_chars(begin, begin + text.size(), number);
  if (parsed.ec != std::errc() || number == 0) {
    return std::nullopt;
  }
  const std::string_view unit = text.substr(static_cast<std::size_t>(parsed.ptr - begin));
  struct Unit {
    std::string_view name;
    std::uint64_t milliseconds;
  };
  static constexpr std::array<Unit, 3> kUnits = {{{"ms", 1}, {"s", 1'000}, {"m", 60'000}}};
  for (const Unit& known : kUnits) {
    const std::uint64_t milliseconds = number * known.milliseconds;
    if (unit == known.name && milliseconds <= 3'600'000) {
      return std::chrono::milliseconds(milliseconds);
    }
  }
  return std::nullopt;
}

HttpEngine::HttpEngine(const Routes& routes, const std::atomic<bool>& draining)
    : routes_(routes), draining_(draining) {
  // Before routing and before httplib reads a body: no regular expressions, no multipart, no gzip.
  set_pre_routing_handler([this](const httplib::Request& parsed, httplib::Response& response) {
    route(parsed, response);
    return HandlerResponse::Handled;
  });
  set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (response.body.empty()) {
      fill(response, error_reply(response.status, Literal("the request is malformed")));
    }
  });
  set_post_routing_handler(
      [this](const httplib::Request&, httplib::Response& response) { finish(response); });
}

void HttpEngine::prepare() {
  const Routes no_routes;
  const std::atomic<bool> draining{false};
  std::string out;
  HttpEngine(no_routes, draining).answer({.head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"}, out);
}

HttpEngine::Outcome HttpEngine::answer(const FramedRequest& request, std::string& out) {
  const std::string_view path = path_of(request.head);
  // Targets without a path (`*`, `host:443`) are no business of httplib's either.
  if (!is_known_method(method_of(request.head)) || !path.starts_with('/')) {
    const Reply reply = routes_.refusal(path);
    out += closing_text(reply, false);
    return {reply.status, true};
  }
  write_head(request.head);
  current_ = &request;
  outcome_ = {0, true};  // should httplib write nothing
  MemoryStream stream(head_, out, request.peer);
  bool closed = false;
  process_request(stream, kLastRequest, closed, nullptr);
  current_ = nullptr;
  return outcome_;
}

// The last word on every reply, whoever made it. Only now is it decided whether the connection goes
// on: a drain that begins while a handler is at work must not leave the client waiting.
void HttpEngine::finish(httplib::Response& response) {
  outcome_ = {response.status, !current_->keep_alive || draining_};
  response.headers.erase("Accept-Ranges");  // which a HEAD is told, and Range is refused
  if (!outcome_.close) {
    response.headers.erase("Connection");
  }
}

// httplib sees the request line and no field: Accept-Encoding would make it compress, Range cut,
// Expect write, and REMOTE_ADDR be believed. What a handler needs of the fields it gets from here.
void HttpEngine::write_head(std::string_view head) {
  head_.assign(method_of(head)).append(" ").append(target_of(head)).append(" HTTP/1.1\r\n\r\n");
}

void HttpEngine::route(const httplib::Request& parsed, httplib::Response& response) const {
  try {
    fill(response, reply_to(parsed));
    return;
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): its text may quote the request
  } catch (...) {                    // NOLINT(bugprone-empty-catch)
  }
  spdlog::error("a request handler failed with an exception");
  fill(response, error_reply(500, Literal("the request could not be handled")));
}

Reply HttpEngine::reply_to(const httplib::Request& parsed) const {
  const front::Handler* handler = routes_.find(parsed.method, parsed.path);
  if (handler == nullptr) {
    return routes_.refusal(parsed.path);
  }
  Request request{.method = parsed.method,
                  .path = parsed.path,
                  .content_type = header_of(current_->head, "content-type"),
                  .body = current_->body,
                  .peer = current_->peer,
                  .received = current_->received,
                  .timeout = {}};
  if (const auto param = parsed.params.find("timeout"); param != parsed.params.end()) {
    request.timeout = parse_timeout(param->second);
  }
  if (is_too_late(request, current_->queued)) {
    Reply reply = error_reply(503, Literal("the server is overloaded"));
    reply.headers.emplace_back("Retry-After", "1");
    return reply;
  }
  return (*handler)(request);
}

}  // namespace postern::front
