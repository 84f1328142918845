// Every vector recorded from the real libpq 15 and 18 (tests/conformance/dsn/vectors.json).
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dsn/dsn.h"
#include "dsn/provider.h"
#include "dsn/target.h"

namespace postern::dsn {
namespace {

using nlohmann::json;

/// The vectors write each byte as the code point of the same number.
std::string bytes_of(const std::string& utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    if (first < 0x80) {
      out.push_back(utf8[i]);
      continue;
    }
    const auto second = static_cast<unsigned char>(utf8.at(++i));
    out.push_back(static_cast<char>(((first & 0x03U) << 6U) | (second & 0x3FU)));
  }
  return out;
}

std::vector<json> load_vectors() {
  std::ifstream file(std::string(POSTERN_SOURCE_DIR) + "/tests/conformance/dsn/vectors.json");
  return json::parse(file).at("vectors").get<std::vector<json>>();
}

struct Case {
  json vector;
  LibpqVersion version = LibpqVersion::k15;
  [[nodiscard]] const json& recorded() const {
    const bool differs = version == LibpqVersion::k18 && vector.contains("libpq18");
    return vector.at(differs ? "libpq18" : "libpq15");
  }
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.vector.at("facts"); }
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const json& vector : load_vectors()) {
    cases.push_back({vector, LibpqVersion::k15});
    cases.push_back({vector, LibpqVersion::k18});
  }
  return cases;
}

class DsnVectors : public testing::TestWithParam<Case> {
 protected:
  Dsn dsn_ = parse_as_libpq(bytes_of(GetParam().vector.at("dsn")), GetParam().version);

  void compare_options(const json& recorded) const {
    std::map<std::string, std::string> expected;
    for (const auto& [keyword, value] : recorded.at("options").items()) {
      expected[keyword] = bytes_of(value);
    }
    std::map<std::string, std::string> actual;
    for (const Parameter& parameter : dsn_.parameters) {
      if (parameter.in_force) {
        actual[std::string(parameter.keyword.view())] = parameter.value.expose();
      }
    }
    EXPECT_EQ(actual, expected);
  }

  void compare_hosts(const json& recorded) const {
    std::vector<std::string> hosts;
    std::vector<std::string> ports;
    for (const Host& host : dsn_.hosts) {
      const bool default_socket = host.name.expose().empty() && host.address.expose().empty();
      hosts.push_back(default_socket ? "<default-socket>" : host.name.expose());
      ports.push_back(host.port.expose());
    }
    EXPECT_EQ(hosts, recorded.at("hosts").get<std::vector<std::string>>());
    // Where the counts differ libpq pairs nothing, and the vectors list the ports as written.
    const auto recorded_ports = recorded.at("ports").get<std::vector<std::string>>();
    if (recorded_ports.size() == hosts.size()) {
      EXPECT_EQ(ports, recorded_ports);
    }
  }

  void compare_mode(const json& recorded) const {
    const std::string expected = recorded.at("effective_sslmode");
    if (target_of(dsn_, {}) == Target::kSocket) {
      EXPECT_EQ(expected, "ignored (unix socket)");
      return;
    }
    const Sealed<std::string>* given = dsn_.value("sslmode");
    EXPECT_EQ(given != nullptr ? given->expose()
                               : to_text(effective_ssl_mode(dsn_, GetParam().version)).view(),
              expected);
  }
};

TEST_P(DsnVectors, Agree) {
  const json& recorded = GetParam().recorded();
  const bool parses = dsn_.parses();
  ASSERT_EQ(parses, recorded.at("parse") == "ok");
  if (!parses) {
    return;
  }
  EXPECT_EQ(dsn_.valid(), recorded.at("connect_check") == "ok");
  compare_options(recorded);
  compare_hosts(recorded);
  compare_mode(recorded);
  // A vector that only one release parses has the target "none", or that of the other one.
  const std::string target = GetParam().vector.at("target");
  if (target != "none") {
    EXPECT_EQ(to_text(target_of(dsn_, {})).view(), target.substr(0, target.find('+')));
  }
  const json& provider = GetParam().vector.at("provider");
  EXPECT_EQ(provider_of(dsn_) == nullptr, provider.is_null());
  if (provider_of(dsn_) != nullptr) {
    EXPECT_EQ(provider_of(dsn_)->id.view(), provider.get<std::string>());
  }
}

std::string case_name(const testing::TestParamInfo<Case>& one) {
  return "v" + std::to_string(one.param.vector.at("id").get<int>()) + "_libpq" +
         std::to_string(static_cast<int>(one.param.version));
}

INSTANTIATE_TEST_SUITE_P(Libpq, DsnVectors, testing::ValuesIn(all_cases()), case_name);

}  // namespace
}  // namespace postern::dsn
