// How long a large Helm release takes: 841 KB as stored, 6.6 MB of JSON, from the review's text to
// the verdict. The limit is 20 ms of one core.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/judge.h"
#include "helm/manifest.h"
#include "helm/stored_release.h"
#include "kube/load_json.h"
#include "release_maker.h"

namespace postern {
namespace {

using nlohmann::json;

// Words as YAML and templates have them: they compress about eightfold.
class Prose {
 public:
  std::string of(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      text += kWords[state_ >> 61U];
      if ((state_ >> 40U) % 19 == 0) {
        text += std::to_string(state_ >> 52U);
      }
      text += (state_ >> 33U) % 7 == 0 ? "\n  " : " ";
    }
    return text;
  }

 private:
  static constexpr const char* kWords[8] = {
      "{{ .Values.", "metadata:",   "labels:", "app.kubernetes.io/name",
      "image",       "containers:", "ports:",  "expr: sum"};
  std::uint64_t state_ = 7;
};

// A monitoring stack: rules and custom resources are most of it, dashboards the rest.
std::string manifest(Prose& prose) {
  std::string text;
  for (int i = 0; i < 30; ++i) {
    std::string body = prose.of(24'000);
    for (std::size_t at = body.find('\n'); at != std::string::npos; at = body.find('\n', at + 1)) {
      body.insert(at + 1, "    ");
    }
    const bool dashboard = i % 3 == 0;
    const std::string number = std::to_string(i);
    text += "---\n# Source: stack/templates/part-" + number + ".yaml\napiVersion: " +
            (dashboard ? "v1\nkind: ConfigMap" : "monitoring.coreos.com/v1\nkind: PrometheusRule") +
            "\nmetadata:\n  name: part-" + number + "\ndata:\n  text: |\n    " + body + "\n";
  }
  return text;
}

json large_release() {
  Prose prose;
  json templates = json::array();
  for (int i = 0; i < 150; ++i) {
    templates.push_back({{"name", "templates/t" + std::to_string(i) + ".yaml"},
                         {"data", testing::to_base64(prose.of(29'000))}});
  }
  return {{"name", "stack"},
          {"namespace", "monitoring"},
          {"version", 1},
          {"info", {{"status", "pending-install"}}},
          {"config", json::object()},
          {"manifest", manifest(prose)},
          {"chart",
           {{"metadata", {{"name", "stack"}, {"version", "1.0.0"}}},
            {"values", {{"text", prose.of(40'000)}}},
            {"templates", templates}}}};
}

void judge_large_release(benchmark::State& state) {
  const std::string text = testing::stored_secret(large_release()).dump();
  const policy::Policy policy = policy::built_in_policy();
  const kube::UnknownWorld world;
  const rules::Context context{world, policy, std::chrono::system_clock::now()};
  kube::JsonReader reader({});
  for (auto _ : state) {
    const auto root = reader.read(text);
    const engine::Verdict verdict =
        engine::judge({{"", "Secret"}, *root, std::nullopt}, context, {});
    benchmark::DoNotOptimize(verdict.allowed);
  }
  state.counters["encoded"] = static_cast<double>(text.size());
  state.counters["decoded"] = static_cast<double>(large_release().dump().size());
}
BENCHMARK(judge_large_release)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace postern

BENCHMARK_MAIN();
