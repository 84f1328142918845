#include "serve/web_routes.h"

#include <chrono>
#include <cstddef>

#include "kube/load_json.h"

namespace postern::serve {
namespace {

static_assert(front::kBodyPadding >= kube::kJsonPadding,
              "simdjson parses a request's body in place");

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// RFC 9110 section 8.3.1: type and subtype in any case, parameters behind a semicolon.
bool is_json(std::string_view content_type) {
  constexpr std::string_view kJson = "application/json";
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ') || content_type.ends_with('\t')) {
    content_type.remove_suffix(1);
  }
  if (content_type.size() != kJson.size()) {
    return false;
  }
  for (std::size_t i = 0; i < kJson.size(); ++i) {
    if (lower(content_type[i]) != kJson[i]) {
      return false;
    }
  }
  return true;
}

// An API server that says nothing waits 10 s (admissionregistration/v1, timeoutSeconds).
constexpr std::chrono::milliseconds kUsualTimeout{10'000};

front::Reply validate(const Handler& handler, ParseBudget& budget, const front::Request& request) {
  if (!is_json(request.content_type)) {
    return front::error_reply(415, say("the media type is not application/json"));
  }
  const std::optional<ParseBudget::Share> share = budget.take(request.body);
  if (!share) {
    front::Reply reply = front::error_reply(503, say("too many large bodies are being read"));
    reply.headers.emplace_back("Retry-After", "1");
    return reply;
  }
  // Half of the time is for lookups; the rest is for judging and for the way back.
  Result<std::string> review =
      handler.handle(request.body, request.received + request.timeout.value_or(kUsualTimeout) / 2);
  if (!review) {
    return front::error_reply(400, review.error().message);
  }
  return {.status = 200, .body = *std::move(review)};
}

front::Reply ready(const Readiness& readiness) {
  Readiness::Answer answer = readiness.ask();
  return {.status = answer.ready ? 200 : 503,
          .content_type = "text/plain; charset=utf-8",
          .body = std::move(answer.body)};
}

}  // namespace

front::Routes webhook_routes(const Handler& handler, ParseBudget& budget) {
  front::Routes routes;
  routes.add("POST", "/validate", [&handler, &budget](const front::Request& request) {
    return validate(handler, budget, request);
  });
  return routes;
}

front::Routes ops_routes(const Readiness& readiness, Metrics& metrics, const front::Front& webhook,
                         const Log& log) {
  front::Routes routes;
  routes.add("GET", "/livez", [](const front::Request&) {
    return front::Reply{.status = 200, .content_type = "text/plain; charset=utf-8", .body = "ok\n"};
  });
  routes.add("GET", "/readyz", [&readiness](const front::Request&) { return ready(readiness); });
  routes.add("GET", "/metrics", [&metrics, &webhook, &log](const front::Request&) {
    metrics.set_front(webhook.stats());
    metrics.set_lost_log_lines(log.lost_lines());
    return front::Reply{.status = 200,
                        .content_type = "text/plain; version=0.0.4; charset=utf-8",
                        .body = metrics.text()};
  });
  return routes;
}

}  // namespace postern::serve
