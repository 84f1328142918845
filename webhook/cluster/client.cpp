#include "cluster/client.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "base/version.h"
#include "cluster/tls_connection.h"
#include "cluster/tls_settings.h"

namespace postern::cluster {
namespace {

// cpp-httplib's request writer and answer reader over a connection of our own: its timeouts are for
// each read, and its sockets know no deadline.
class Exchange final : public httplib::ClientImpl {
 public:
  Exchange(const std::string& host, const std::string& port) : ClientImpl(host, std::stoi(port)) {
    set_url_encode(false);
    set_decompress(false);  // a small answer must not inflate to a large one
  }
  bool run(TlsConnection& connection, httplib::Request& request, httplib::Response& response) {
    httplib::Error error = httplib::Error::Success;
    try {
      return process_request(connection, request, response, true, error);
    } catch (const std::exception&) {  // of a number or a line in the answer; it may be quoted
      return false;
    }
  }
};

Outcome<std::string> authorization(const Material& token) {
  Outcome<Sealed<std::string>> text = read_material(token);
  if (!text) {
    return tl::unexpected(text.error());
  }
  std::string value = text->expose();
  while (value.ends_with('\n') || value.ends_with('\r')) {
    value.pop_back();
  }
  // RFC 6750, section 2.1: anything else would end the header field.
  if (std::ranges::any_of(value, [](char c) { return c <= ' ' || c >= '\x7f'; })) {
    return fault(Refusal::kConfiguration, "the token for the API server is no bearer token");
  }
  return "Bearer " + value;
}

Outcome<httplib::Request> request_of(const Call& call, const Access& access) {
  httplib::Request request;
  request.method = to_text(call.method).view();
  request.path = access.base_path + call.target;
  request.headers.emplace("Accept", "application/json");
  request.headers.emplace("User-Agent", "postern/" + std::string(version()));
  if (access.token.given()) {
    Outcome<std::string> value = authorization(access.token);
    if (!value) {
      return tl::unexpected(value.error());
    }
    request.headers.emplace("Authorization", *std::move(value));
  }
  if (call.method == Method::kPost || call.method == Method::kPatch) {
    request.headers.emplace("Content-Type", call.content_type.view());
    request.body = call.body.expose();
  }
  return request;
}

Fault no_answer(const TlsConnection& connection, const Call& call) {
  switch (connection.trouble()) {
    case TlsConnection::Trouble::kTooLate:
      return {Refusal::kTooLate,
              say("{} {}: the API server did not answer in time", call.method, call.what)};
    case TlsConnection::Trouble::kTooLong:
      return {Refusal::kUnreadable,
              say("{} {}: the API server's answer is too long", call.method, call.what)};
    case TlsConnection::Trouble::kNone:
      break;
  }
  return {Refusal::kUnreachable,
          say("{} {}: the API server's answer broke off or is not HTTP", call.method, call.what)};
}

Refusal refusal_of(int status) {
  switch (status) {
    case 401:
      return Refusal::kUnauthorized;
    case 403:
      return Refusal::kForbidden;
    case 404:
      return Refusal::kNotFound;
    case 409:
      return Refusal::kConflict;
    case 410:
      return Refusal::kGone;
    case 429:
      return Refusal::kBusy;
    default:
      return status >= 500 ? Refusal::kBusy : Refusal::kInvalid;
  }
}

Literal words_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::kUnauthorized:
      return "the token or client certificate is not accepted";
    case Refusal::kForbidden:
      return "the service account or user has no right to do this";
    case Refusal::kNotFound:
      return "there is no such object";
    case Refusal::kConflict:
      return "another version of the object is there";
    case Refusal::kGone:
      return "this is no longer there";
    case Refusal::kBusy:
      return "the API server cannot do this now";
    case Refusal::kInvalid:
    case Refusal::kConfiguration:
    case Refusal::kUnreachable:
    case Refusal::kTooLate:
    case Refusal::kUnreadable:
      break;
  }
  return "the API server refuses this";
}

Fault refused(int status, const Call& call) {
  const Refusal refusal = refusal_of(status);
  return {refusal, say("{} {}: {} ({})", call.method, call.what, words_of(refusal),
                       Count(static_cast<std::uint64_t>(std::max(status, 0))))};
}

}  // namespace

Outcome<Sealed<std::string>> Client::send(const Call& call, net::Clock::time_point deadline) const {
  Outcome<httplib::Request> request = request_of(call, access_);
  if (!request) {
    return tl::unexpected(request.error());
  }
  const auto connection = TlsConnection::open(access_, deadline);
  if (!connection) {
    return tl::unexpected(connection.error());
  }
  std::string body;
  // Between head and body. Chunked, the API server adds some bytes to each 4 KiB.
  request->response_handler = [&](const httplib::Response&) {
    (*connection)->expect_body(call.answer_bytes + call.answer_bytes / 16);
    return true;
  };
  request->content_receiver = [&](const char* data, std::size_t size, std::uint64_t,
                                  std::uint64_t) {
    body.append(data, size);
    return true;
  };
  httplib::Response response;
  if (!Exchange(access_.host, access_.port).run(**connection, *request, response)) {
    return tl::unexpected(no_answer(**connection, call));
  }
  if (response.status < 200 || response.status > 299) {
    return tl::unexpected(refused(response.status, call));
  }
  return Sealed(std::move(body));
}

}  // namespace postern::cluster
