// The AdmissionReview wire format (admission.k8s.io/v1): JSON in, JSON out.
// Guarantees that no reply quotes the request, except the uid that the API server must get back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decide.h"
#include "kube/json.h"
#include "kube/meta.h"

namespace postern::serve {

/// A decoded request; refers to the document that it was decoded from.
struct Review {
  std::string_view uid;
  kube::GroupKind type;
  std::string_view sub_resource;
  engine::Operation operation = engine::Operation::kCreate;
  std::string_view name_space;
  std::string_view name;
  std::string_view user;
  std::vector<std::string_view> groups;
  bool dry_run = false;
  std::optional<kube::Json> object;      // absent on DELETE and for a null object
  std::optional<kube::Json> old_object;  // absent on CREATE
};

/// Decodes a parsed body. Fails with a reason that quotes nothing when it is not an
/// admission.k8s.io/v1 AdmissionReview with a request that has a uid (HTTP 400).
[[nodiscard]] Result<Review> decode_review(const kube::Json& root);

/// The reply to the request `uid`: the denial's status, or the warnings, as the API server reads
/// them (k8s.io/apiserver, plugin/webhook/request).
[[nodiscard]] std::string encode_review(std::string_view uid, const engine::Verdict& verdict);

}  // namespace postern::serve
