// An object that the API server keeps, read in order to be changed.
// Guarantees its version, which a later write can insist on; that there is no object is no fault.
#pragma once

#include <optional>
#include <string>

#include "cluster/client.h"
#include "kube/document.h"
#include "kube/json.h"

namespace postern::cluster {

struct StoredObject {
  kube::Document document;  // what the rest refers to
  kube::JsonObject root;
  kube::JsonObject metadata;
  std::string version;
};

/// `what` is for messages: "the Secret".
[[nodiscard]] Outcome<std::optional<StoredObject>> read_stored(const Client& client,
                                                               std::string target, Literal what,
                                                               net::Clock::time_point deadline);

}  // namespace postern::cluster
