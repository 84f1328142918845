// Judges the objects of one document.
// Guarantees that an object which cannot be read hides none of its neighbours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/items.h"
#include "check/settings.h"
#include "kube/document_stream.h"
#include "kube/object.h"
#include "kube/world.h"
#include "report/run.h"

namespace postern::check {

/// A document's text and where it stands.
struct Source {
  std::string_view file;  // as it is shown
  std::string_view text;  // the window in which the document was found
  kube::DocumentSource document;
};

struct Judged {
  std::vector<report::LocatedFinding> findings;
  std::vector<report::Fault> faults;
  std::vector<kube::Object> objects;  // those that could be read; refer to the document
};

[[nodiscard]] Judged judge_document(const std::vector<Item>& items, const Source& source,
                                    const kube::World& world, const Settings& settings);

}  // namespace postern::check
