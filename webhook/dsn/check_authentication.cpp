#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "dsn/draft.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

constexpr std::array<std::string_view, 7> kMethods{"none", "password",      "md5",  "gss",
                                                   "sspi", "scram-sha-256", "oauth"};

/// The methods seen so far, and whether they are negated; pqConnectOptions2, "parse and validate
/// require_auth option": all of them or none are negated, and none stands twice.
class RequiredMethods {
 public:
  explicit RequiredMethods(LibpqVersion version) : version_(version) {}

  bool add(std::string_view element) {
    const bool negated = element.starts_with('!');
    if (count_++ > 0 && negated != negated_) {
      return false;
    }
    negated_ = negated;
    if (negated) {
      element.remove_prefix(1);
    }
    const auto* found = std::ranges::find(kMethods, element);
    if (found == kMethods.end() || (element == "oauth" && version_ < difference::kOauthMethod)) {
      return false;
    }
    bool& seen = seen_[static_cast<std::size_t>(found - kMethods.begin())];
    const bool repeated = seen;
    seen = true;
    return !repeated;
  }

 private:
  LibpqVersion version_;
  std::size_t count_ = 0;
  bool negated_ = false;
  std::array<bool, kMethods.size()> seen_{};
};

void check_require_auth(Draft& draft) {
  const std::string* value = draft.value(Key::kRequireAuth);
  if (value == nullptr || value->empty()) {
    return;
  }
  RequiredMethods methods(draft.version());
  bool good = true;
  for_each_element(*value, [&](std::string_view element) { return good = methods.add(element); });
  if (!good) {
    draft.fail_at_connect(
        Component::kParameter,
        Literal("require_auth names an unknown method, names one twice, or mixes allowed and "
                "forbidden ones"),
        draft.range(Key::kRequireAuth));
  }
}

/// pqConnectOptions2 of libpq 18: base64 of exactly SCRAM_MAX_KEY_LEN (32) bytes.
void check_scram_key(Draft& draft, Key key) {
  const std::string* value = draft.value(key);
  if (value == nullptr) {
    return;
  }
  const auto is_base64 = [](char c) { return is_alnum(c) || c == '+' || c == '/'; };
  const bool good = value->size() == 44 && value->back() == '=' &&
                    std::all_of(value->begin(), value->end() - 1, is_base64);
  if (!good) {
    draft.fail_at_connect(Component::kParameter,
                          say("{} is not base64 of 32 bytes", keyword_of(key)), draft.range(key));
  }
}

}  // namespace

void check_authentication(Draft& draft) {
  check_require_auth(draft);
  check_scram_key(draft, Key::kScramClientKey);
  check_scram_key(draft, Key::kScramServerKey);
}

}  // namespace postern::dsn
