#include "cluster/paged_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace postern::cluster {
namespace {

using std::chrono::milliseconds;

constexpr std::array<milliseconds, PagedList::kMostRetries> kPauses = {
    milliseconds(500), milliseconds(1000), milliseconds(2000)};

// A List is two levels around each of its items.
constexpr std::size_t kListLevels = 2;

kube::Limits limits() {
  kube::Limits limits;
  limits.bytes = PagedList::kMostBytes + (PagedList::kMostBytes / 8);  // as the client bounds it
  limits.depth += kListLevels;
  return limits;
}

// RFC 3986, unreserved characters; a token is opaque to us.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    out += stays ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// Without resourceVersion, the first page is as new as the cluster; the token names the version of
// the others, so that all pages show one moment.
std::string target_of(const ListCall& call, const std::string& token) {
  std::string target = fmt::format("{}?{}{}limit={}", call.target, call.query,
                                   call.query.empty() ? "" : "&", call.page_size);
  return token.empty() ? target : target + "&continue=" + escaped(token);
}

}  // namespace

PagedList::PagedList(const Client& client) : client_(client), reader_(limits()) {}

Outcome<void> PagedList::read(ListCall call, const ListTaker& taker) {
  for (std::size_t beginnings = 0; beginnings < kMostBeginnings; ++beginnings) {
    Outcome<void> done = read_once(call, taker);
    if (done || done.error().refusal != Refusal::kGone) {
      return done;
    }
  }
  return fault(Refusal::kGone, "GET {}: the list expired again and again before its end; {}",
               call.what, Literal("ask for larger pages"));
}

Outcome<void> PagedList::read_once(ListCall& call, const ListTaker& taker) {
  taker.begin();
  std::string token;
  for (std::size_t pages = 0; pages < kMostPages; ++pages) {
    const Outcome<Sealed<std::string>> body = page(call, token);
    if (!body) {
      return tl::unexpected(body.error());
    }
    Outcome<std::string> next = take_page(call, body->expose(), taker);
    if (!next) {
      return tl::unexpected(next.error());
    }
    if (next->empty()) {
      return {};
    }
    if (*next == token) {
      return fault(Refusal::kUnreadable, "GET {}: the API server sends the same page again",
                   call.what);
    }
    token = *std::move(next);
  }
  return fault(Refusal::kUnreadable, "GET {}: the list has no end", call.what);
}

// A page that is too long is asked for again with fewer items; the token stays good for that.
Outcome<Sealed<std::string>> PagedList::page(ListCall& call, const std::string& token) const {
  std::size_t retries = 0;
  for (;;) {
    Outcome<Sealed<std::string>> body = client_.send(
        {.target = target_of(call, token), .what = call.what, .answer_bytes = kMostBytes},
        net::Clock::now() + call.patience);
    if (body) {
      return body;
    }
    const Refusal refusal = body.error().refusal;
    if (refusal == Refusal::kUnreadable && call.page_size > 1) {
      call.page_size /= 2;
    } else if (refusal == Refusal::kBusy && retries < kMostRetries) {
      std::this_thread::sleep_for(kPauses.at(retries++));
    } else {
      return body;
    }
  }
}

// The token of the next page; empty after the last one.
Outcome<std::string> PagedList::take_page(const ListCall& call, const std::string& body,
                                          const ListTaker& taker) {
  const kube::LoadResult<kube::Json> root = reader_.read(body);
  kube::JsonObject list;
  if (!root || root->get(list) != simdjson::SUCCESS) {
    return fault(Refusal::kUnreadable, "GET {}: the API server's answer is no list", call.what);
  }
  kube::Reader reader;
  const std::string_view kind = reader.text(list, "kind");
  std::string token;
  if (const auto metadata = reader.object(list, "metadata")) {
    token = reader.text(*metadata, "continue");
  }
  const std::optional<kube::JsonArray> items = reader.array(list, "items");
  if (reader.error() || !kind.ends_with("List")) {
    return fault(Refusal::kUnreadable, "GET {}: the API server's answer is no list", call.what);
  }
  if (items) {
    for (const kube::Json item : *items) {
      taker.take(item);
    }
  }
  return token;
}

}  // namespace postern::cluster
