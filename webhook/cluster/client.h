// One request to the API server and its answer.
// Guarantees one deadline from name resolution to the last byte, a bounded answer, no redirect.
#pragma once

#include <cstddef>
#include <string>

#include "base/sealed.h"
#include "cluster/access.h"
#include "cluster/fault.h"
#include "net/wire.h"

namespace postern::cluster {

enum class Method : std::uint8_t { kGet, kPost, kPatch, kDelete };

[[nodiscard]] constexpr Literal to_text(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kPost:
      return "POST";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
  }
  return "";
}

struct Call {
  Method method = Method::kGet;
  std::string target;  // path and query
  Literal what;        // for messages: "the Secret"
  Literal content_type = {};
  Sealed<std::string> body = {};
  std::size_t answer_bytes = 4U << 20U;  // a Secret holds 1 MiB, its managed fields repeat its keys
};

class Client {
 public:
  /// The process ignores SIGPIPE.
  explicit Client(Access access) : access_(std::move(access)) {}

  /// The body of a 2xx answer.
  [[nodiscard]] Outcome<Sealed<std::string>> send(const Call& call,
                                                  net::Clock::time_point deadline) const;

  /// Where the caller is at home; may be empty.
  [[nodiscard]] const std::string& name_space() const { return access_.name_space; }

 private:
  Access access_;
};

}  // namespace postern::cluster
