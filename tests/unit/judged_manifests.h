// Evaluates manifests in tests: each document of a text, with all of them as the world.
#pragma once

#include <algorithm>
#include <fstream>
#include <memory>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate.h"
#include "kube/load_yaml.h"
#include "kube/memory_world.h"
#include "policy/policy.h"

namespace postern::testing {

/// One finding by what a test asserts: "data[URL]: dsn-malformed (deny)".
struct Judged {
  std::string kind;
  std::string path;
  std::string rule;
  Action action = Action::kDeny;
  std::string name = {};  // of the object; not compared

  friend bool operator==(const Judged& a, const Judged& b) {
    return a.kind == b.kind && a.path == b.path && a.rule == b.rule && a.action == b.action;
  }
  friend void PrintTo(const Judged& judged, std::ostream* out) {
    *out << judged.kind << ' ' << judged.path << ": " << judged.rule << " ("
         << to_text(judged.action).view() << ')';
  }
};

class Manifests {
 public:
  explicit Manifests(std::string_view yaml) : stream_(kube::load_yaml(yaml)) {
    for (const kube::YamlDocument& document : stream_.documents) {
      if (!document.document) {
        throw std::runtime_error(document.document.error().message.str());
      }
      Result<kube::Object> object = kube::read_object(document.document->root());
      if (!object) {
        throw std::runtime_error(object.error().message.str());
      }
      objects_.push_back(*std::move(object));
    }
  }

  [[nodiscard]] static Manifests from_file(const std::string& path) {
    const std::ifstream file(path);
    if (!file) {
      throw std::runtime_error(path + " is missing");
    }
    std::ostringstream text;
    text << file.rdbuf();
    return Manifests(text.str());
  }

  [[nodiscard]] const std::vector<kube::Object>& objects() const { return objects_; }

  /// The findings on every object, in order; those that are switched off are left out.
  [[nodiscard]] std::vector<Judged> findings(
      const policy::Policy& policy = policy::built_in_policy()) const {
    kube::MemoryWorld world("default");
    for (const kube::Object& object : objects_) {
      world.add(object);
    }
    const Instant now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
    std::vector<Judged> judged;
    for (const kube::Object& object : objects_) {
      for (const rules::Finding& finding :
           engine::evaluate(object, rules::Context{world, policy, now})) {
        if (finding.action != Action::kOff) {
          judged.push_back({std::string(object.meta.kind), finding.path.str(),
                            std::string(finding.rule->id.view()), finding.action,
                            std::string(object.meta.name)});
        }
      }
    }
    return judged;
  }

 private:
  kube::YamlStream stream_;
  std::vector<kube::Object> objects_;
};

}  // namespace postern::testing
