// Reads a whole collection of the API server, page by page.
// Guarantees memory for one page, a new beginning when a page has expired, and an end.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "cluster/client.h"
#include "kube/json.h"
#include "kube/load_json.h"

namespace postern::cluster {

struct ListCall {
  std::string target;      // the collection's path
  std::string query = {};  // selectors, escaped; may be empty
  Literal what;            // for messages: "Secrets"
  std::size_t page_size = 500;
  std::chrono::seconds patience{60};  // for each page
};

struct ListTaker {
  /// The collection is read from its beginning, for the first time or anew: forget its items.
  std::function<void()> begin;
  /// One item, valid until this returns. Real API servers leave out its kind and apiVersion.
  std::function<void(const kube::Json& item)> take;
};

class PagedList {
 public:
  explicit PagedList(const Client& client);

  /// Fails with what was taken so far when the API server does not send the rest.
  [[nodiscard]] Outcome<void> read(ListCall call, const ListTaker& taker);

  /// What a page may have. Beyond it, fewer items are asked for at a time, down to one.
  static constexpr std::size_t kMostBytes = 8U << 20U;
  /// How often an expired continuation starts the list again.
  static constexpr std::size_t kMostBeginnings = 4;
  /// How often a page is asked for again, after pauses, when the API server is busy.
  static constexpr std::size_t kMostRetries = 3;
  static constexpr std::size_t kMostPages = 1U << 20U;

 private:
  [[nodiscard]] Outcome<Sealed<std::string>> page(ListCall& call, const std::string& token) const;
  [[nodiscard]] Outcome<std::string> take_page(const ListCall& call, const std::string& body,
                                               const ListTaker& taker);
  [[nodiscard]] Outcome<void> read_once(ListCall& call, const ListTaker& taker);

  const Client& client_;
  kube::JsonReader reader_;
};

}  // namespace postern::cluster
