#include "case_file.h"

#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "kube/load_yaml.h"
#include "release_maker.h"

namespace postern::testing {
namespace {

std::string read_text(const std::string& path) {
  const std::ifstream file(path);
  if (!file) {
    throw std::runtime_error(path + " is missing");
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// {name: postern-case, data: ...} of a kind of the core group.
Json core_object(const char* kind, const char* field, const Json& values) {
  return {{"apiVersion", "v1"},
          {"kind", kind},
          {"metadata", {{"name", "subject"}, {"namespace", "shop"}}},
          {field, values}};
}

Json pod_with_env(const Json& env) {
  Json list = Json::array();
  for (const auto& [name, value] : env.items()) {
    list.push_back({{"name", name}, {"value", value}});
  }
  Json pod = core_object("Pod", "spec", Json::object());
  pod["spec"] = {{"containers", {{{"name", "app"}, {"image", "app:1"}, {"env", list}}}}};
  return pod;
}

// The object of a case: written out, or by one of the shorthands.
Json object_of(const Json& fields) {
  if (fields.contains("values") || fields.contains("release")) {
    return eden_release(fields.value("values", Json::object()),
                        fields.value("release", Json::object()));
  }
  if (fields.contains("object")) {
    return fields.at("object");
  }
  if (fields.contains("secret")) {
    return core_object("Secret", "stringData", fields.at("secret"));
  }
  if (fields.contains("config_map")) {
    return core_object("ConfigMap", "data", fields.at("config_map"));
  }
  if (fields.contains("env")) {
    return pod_with_env(fields.at("env"));
  }
  throw std::runtime_error("a case needs object, secret, config_map, env, values or release");
}

void refuse_unknown_fields(const Json& fields) {
  static const std::set<std::string> kKnown = {
      "object", "secret", "config_map", "env", "before", "world", "complete",
      "policy", "values", "release",    "now", "at",     "action"};
  for (const auto& [name, value] : fields.items()) {
    if (!kKnown.contains(name)) {
      throw std::runtime_error("a case has no field " + name);
    }
  }
}

RuleCase read_case(std::string_view rule, const std::string& name, bool fires, const Json& fields) {
  refuse_unknown_fields(fields);
  RuleCase read{.rule = std::string(rule), .name = name, .fires = fires};
  read.object = object_of(fields);
  read.before = fields.value("before", Json());
  for (const Json& neighbour : fields.value("world", std::vector<Json>{})) {
    read.world.push_back(neighbour.contains("apiVersion") ? neighbour : object_of(neighbour));
  }
  read.complete = fields.value("complete", false);
  read.policy = fields.value("policy", Json());
  read.now = fields.value("now", std::string());
  read.at = fields.value("at", std::vector<std::string>{});
  read.action = fields.value("action", std::string());
  if (fires == read.at.empty()) {
    throw std::runtime_error(fires ? "a firing case says where: at: [...]"
                                   : "a silent case has no at");
  }
  return read;
}

std::string chart_file(const char* name) {
  return read_text(std::string(POSTERN_SOURCE_DIR) + "/tests/fixtures/charts/" + name);
}

}  // namespace

Json eden_release(const Json& values, const Json& changes) {
  Json release = {{"name", "eden"},
                  {"namespace", "eden"},
                  {"version", 1},
                  {"info", {{"status", "pending-install"}}},
                  {"manifest", ""},
                  {"config", parse_manifest(chart_file("values/base.yaml"))},
                  {"chart",
                   {{"metadata", {{"name", "eden"}, {"version", "2.4.1"}}},
                    {"values", parse_manifest(chart_file("eden/values.yaml"))},
                    {"schema", to_base64(chart_file("eden/values.schema.json"))}}}};
  release["config"].update(values, true);
  release.update(changes, true);
  return stored_secret(release);
}

Json parse_manifest(std::string_view text) {
  const kube::YamlStream stream = kube::load_yaml(text);
  if (stream.documents.size() != 1 || !stream.documents.front().document) {
    throw std::runtime_error("the text is not one YAML document");
  }
  return Json::parse(simdjson::minify(stream.documents.front().document->root()));
}

std::vector<RuleCase> read_cases(const std::string& path, std::string_view rule) {
  std::vector<RuleCase> cases;
  const Json file = parse_manifest(read_text(path));
  for (const auto& [section, entries] : file.items()) {
    if (section != "fires" && section != "silent") {
      throw std::runtime_error(path + " has an unknown section " + section);
    }
    for (const auto& [name, fields] : entries.items()) {
      try {
        cases.push_back(read_case(rule, name, section == "fires", fields));
      } catch (const std::exception& error) {
        throw std::runtime_error(path + ", " + name + ": " + error.what());
      }
    }
  }
  return cases;
}

}  // namespace postern::testing
