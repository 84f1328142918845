// The literal routes of a front: method and path, compared byte for byte.
// Guarantees 404 for an unknown path and 405 with Allow for any other method on a known one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "front/exchange.h"

namespace postern::front {

class Routes {
 public:
  /// Adds a route. Each method and path once; no patterns.
  void add(std::string method, std::string path, Handler handler);

  /// The handler of a request; nullptr when there is none, then refusal() is the answer.
  [[nodiscard]] const Handler* find(std::string_view method, std::string_view path) const;

  /// 404 or 405 for a request that find() knows no handler for.
  [[nodiscard]] Reply refusal(std::string_view path) const;

 private:
  struct Route {
    std::string method;
    std::string path;
    Handler handler;
  };
  std::vector<Route> routes_;  // a handful: a linear search beats every table
};

}  // namespace postern::front
