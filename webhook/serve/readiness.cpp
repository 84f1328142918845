#include "serve/readiness.h"

#include <fmt/format.h>

namespace postern::serve {

Readiness::Answer Readiness::ask() const {
  Answer answer;
  std::string passing;
  for (const Entry& entry : checks_) {
    if (const std::optional<Sentence> reason = entry.check()) {
      answer.ready = answer.ready && !entry.decides;
      answer.body += fmt::format("failed {}: {}\n", entry.name.view(), reason->view());
    } else {
      passing += fmt::format("ok {}\n", entry.name.view());
    }
  }
  answer.body += passing;
  return answer;
}

}  // namespace postern::serve
