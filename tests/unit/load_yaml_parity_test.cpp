// Every document of tests/conformance/yaml/corpus against what kubectl made of it: the same value,
// or refused with the reason that tests/conformance/yaml/refusals.json names.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "kube/load_yaml.h"

namespace postern::kube {
namespace {

using nlohmann::json;

std::filesystem::path folder() {
  return std::filesystem::path(POSTERN_SOURCE_DIR) / "tests/conformance/yaml";
}

json read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  return json::parse(in);
}

// Numbers beyond 63 bits are what a double holds, for kubectl as for everybody who decodes them.
bool same_number(const json& a, const json& b) {
  if (a.is_number_integer() && b.is_number_integer() && a == b) {
    return true;
  }
  return a.get<double>() == b.get<double>();
}

// Recursion is bounded by the depth that the loader accepts.
bool same(const json& a, const json& b);

bool same_children(const json& a, const json& b) {  // NOLINT(misc-no-recursion)
  if (a.size() != b.size()) {
    return false;
  }
  if (a.is_array()) {
    return std::equal(a.begin(), a.end(), b.begin(), same);
  }
  for (const auto& [key, value] : a.items()) {
    if (!b.contains(key) || !same(value, b[key])) {
      return false;
    }
  }
  return true;
}

bool same(const json& a, const json& b) {  // NOLINT(misc-no-recursion)
  if (a.is_number() && b.is_number()) {
    return same_number(a, b);
  }
  if (a.type() != b.type()) {
    return false;
  }
  return a.is_structured() ? same_children(a, b) : a == b;
}

json value_of(const Document& document) {
  std::ostringstream out;
  out << simdjson::minify(document.root());
  return json::parse(out.str());
}

struct Reading {
  json value;          // null when the document was refused
  std::string reason;  // why
};

// kubectl shows the items of a List one by one.
std::vector<Reading> ours(const std::string& text) {
  std::vector<Reading> readings;
  for (const YamlDocument& read : load_yaml(text).documents) {
    if (!read.document) {
      EXPECT_GT(read.document.error().position.line, 0U);
      EXPECT_GT(read.document.error().position.column, 0U);
      readings.push_back({nullptr, read.document.error().message.str()});
      continue;
    }
    json value = value_of(*read.document);
    if (value.is_object() && value.value("kind", json()) == "List") {
      for (json& item : value["items"]) {
        readings.push_back({std::move(item), ""});
      }
    } else {
      readings.push_back({std::move(value), ""});
    }
  }
  return readings;
}

class Parity {
 public:
  void compare(const std::string& name, const std::string& text, const json& kubectl) {
    SCOPED_TRACE(name);
    const std::vector<Reading> readings = ours(text);
    std::size_t at = 0;
    for (const json& expected : kubectl["documents"]) {
      if (at >= readings.size()) {
        ADD_FAILURE() << "kubectl reads one more document";
        return;
      }
      if (readings[at].value.is_null()) {
        stricter_[name] = readings[at].reason;
        return;
      }
      EXPECT_TRUE(same(readings[at].value, expected))
          << readings[at].value.dump() << "\nkubectl: " << expected.dump();
      ++at;
    }
    expect_same_end(readings, at, kubectl.value("refused", ""));
  }

  [[nodiscard]] const std::map<std::string, std::string>& stricter() const { return stricter_; }

 private:
  // kubectl stops at the first text it cannot read; we name it and go on. What it read and then
  // found to be no object is no matter of the loader.
  static void expect_same_end(const std::vector<Reading>& readings, std::size_t at,
                              const std::string& refused) {
    if (refused == "not an object") {
      return;
    }
    if (refused.empty()) {
      EXPECT_EQ(at, readings.size()) << "kubectl reads fewer documents";
      return;
    }
    ASSERT_LT(at, readings.size()) << "kubectl refuses what stands here";
    EXPECT_TRUE(readings[at].value.is_null())
        << "kubectl refuses it: " << readings[at].value.dump();
  }

  std::map<std::string, std::string> stricter_;
};

TEST(YamlParity, EveryDocumentReadsAsKubectlReadsItOrIsRefusedWithAListedReason) {
  Parity parity;
  std::size_t cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder() / "corpus")) {
    const json recorded = read_file(folder() / "kubectl" / entry.path().filename());
    for (const json& item : read_file(entry.path())) {
      const auto& name = item["name"].get_ref<const std::string&>();
      ASSERT_TRUE(recorded.contains(name)) << name << ": run record.py";
      parity.compare(entry.path().stem().string() + "/" + name, item["text"], recorded[name]);
      ++cases;
    }
  }
  EXPECT_GE(cases, 300U) << "the corpus has gone missing";
  EXPECT_EQ(json(parity.stricter()), read_file(folder() / "refusals.json"))
      << "what Postern refuses and kubectl reads must be listed, and nothing else";
}

}  // namespace
}  // namespace postern::kube
