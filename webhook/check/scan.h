// The first pass over a window: what its documents say by themselves, and which must be asked
// again. Guarantees that a document which needs no other one is parsed once.
#pragma once

#include <string_view>
#include <vector>

#include "check/judge_document.h"
#include "check/window.h"
#include "kube/document.h"

namespace postern::check {

struct Scanned {
  Window window;
  std::vector<report::LocatedFinding> findings;  // final
  std::vector<report::Fault> faults;
  std::size_t objects = 0;
  std::size_t skipped = 0;
  /// What the world may want to know; the objects refer to the documents.
  std::vector<kube::Document> documents;
  std::vector<std::vector<Item>> items;
  std::vector<kube::Object> known;
  /// The documents whose verdict depends on others.
  std::vector<kube::DocumentSource> open;
};

[[nodiscard]] Scanned scan(std::string_view file, Window window, const Settings& settings);

}  // namespace postern::check
