#include "front/routes.h"

namespace postern::front {

void Routes::add(std::string method, std::string path, Handler handler) {
  routes_.push_back({std::move(method), std::move(path), std::move(handler)});
}

const Handler* Routes::find(std::string_view method, std::string_view path) const {
  for (const Route& route : routes_) {
    if (route.path == path && route.method == method) {
      return &route.handler;
    }
  }
  return nullptr;
}

Reply Routes::refusal(std::string_view path) const {
  std::string allowed;
  for (const Route& route : routes_) {
    if (route.path == path) {
      allowed += allowed.empty() ? "" : ", ";
      allowed += route.method;
    }
  }
  if (allowed.empty()) {
    return error_reply(404, Literal("there is nothing at this path"));
  }
  Reply reply = error_reply(405, Literal("this path does not allow the method"));
  reply.headers.emplace_back("Allow", std::move(allowed));
  return reply;
}

}  // namespace postern::front
