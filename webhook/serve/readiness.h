// Whether this process should get requests, and why not.
// Guarantees one line per check, failing ones first to catch the eye.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace postern::serve {

class Readiness {
 public:
  /// A check answers with the reason why it fails, or nothing.
  using Check = std::function<std::optional<Sentence>()>;

  void add(Literal name, Check check) { checks_.push_back({name, true, std::move(check)}); }
  /// A check that is shown, and does not decide.
  void add_detail(Literal name, Check check) { checks_.push_back({name, false, std::move(check)}); }

  struct Answer {
    bool ready = true;
    std::string body;  // lines such as "ok certificate" and "failed certificate: <reason>"
  };
  [[nodiscard]] Answer ask() const;

 private:
  struct Entry {
    Literal name;
    bool decides;
    Check check;
  };
  std::vector<Entry> checks_;
};

}  // namespace postern::serve
