#include "kube/field_path.h"

#include <fmt/format.h>

#include "base/utf8.h"

namespace postern::kube {
namespace {

// The longest name rendered: the length of a DNS subdomain, the longest name Kubernetes allows.
constexpr std::size_t kLongestName = 253;

void append_field(std::string& out, std::string_view name) {
  if (!out.empty()) {
    out += '.';
  }
  out += printable(name, kLongestName);
}

void append_bracketed(std::string& out, std::string_view text) {
  out += '[';
  out += printable(text, kLongestName);
  out += ']';
}

void append_step(std::string& out, const PathStep& step) {
  switch (step.kind) {
    case PathStep::Kind::kField:
      append_field(out, step.name);
      return;
    case PathStep::Kind::kIndex:
      append_bracketed(out, fmt::to_string(step.index));
      return;
    case PathStep::Kind::kKey:
      append_bracketed(out, step.name);
      return;
  }
}

}  // namespace

FieldPath FieldPath::child(std::string_view field) const {
  FieldPath path = *this;
  path.steps_.push_back({.kind = PathStep::Kind::kField, .name = std::string(field)});
  return path;
}

FieldPath FieldPath::index(std::size_t position, std::string_view label) const {
  FieldPath path = *this;
  path.steps_.push_back(
      {.kind = PathStep::Kind::kIndex, .name = std::string(label), .index = position});
  return path;
}

FieldPath FieldPath::key(std::string_view name) const {
  FieldPath path = *this;
  path.steps_.push_back({.kind = PathStep::Kind::kKey, .name = std::string(name)});
  return path;
}

FieldPath FieldPath::under(const FieldPath& prefix) const {
  FieldPath path = prefix;
  path.steps_.insert(path.steps_.end(), steps_.begin(), steps_.end());
  return path;
}

std::string FieldPath::str() const {
  std::string out;
  for (const PathStep& step : steps_) {
    append_step(out, step);
  }
  return out;
}

std::string FieldPath::identity() const {
  std::string out;
  for (const PathStep& step : steps_) {
    const bool labelled = step.kind == PathStep::Kind::kIndex && !step.name.empty();
    labelled ? append_bracketed(out, "name=" + step.name) : append_step(out, step);
  }
  return out;
}

}  // namespace postern::kube
