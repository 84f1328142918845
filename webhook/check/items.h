// The objects of one document: itself, the items of a List, or what an AdmissionReview carries.
// Guarantees that nested Lists are opened to a bounded depth, that of the loader.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/decide.h"
#include "kube/field_path.h"
#include "kube/json.h"
#include "kube/meta.h"

namespace postern::check {

struct Item {
  kube::Json object;
  std::optional<kube::Json> before;
  engine::Operation operation = engine::Operation::kCreate;
  kube::FieldPath path;  // where the object stands in its document; empty when it is the document
  // What a review says beside its object; empty otherwise.
  std::optional<kube::GroupKind> type = std::nullopt;
  std::string_view name_space = {};
  std::string_view name = {};
  std::string_view user = {};
  std::vector<std::string_view> groups = {};
};

/// None when the document is no Kubernetes object (a values.yaml, for example).
[[nodiscard]] std::vector<Item> items_of(const kube::Json& root);

}  // namespace postern::check
