// What `postern serve` can be told, by flag or by its POSTERN_... environment twin.
// Guarantees the defaults that docs and chart rely on.
#pragma once

#include <spdlog/common.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "serve/logging.h"

namespace postern::serve {

struct Options {
  std::string config;  // policy file; empty: the built-in policy
  std::string listen = "0.0.0.0:8443";
  std::string ops_listen = "0.0.0.0:8080";
  std::string tls_cert;
  std::string tls_key;
  std::string client_ca;
  bool tls_wait = false;  // start unready without a usable certificate, and wait for one
  bool dev = false;
  std::string dev_ca_out;
  spdlog::level::level_enum log_level = spdlog::level::info;
  LogFormat log_format = LogFormat::kJson;
  std::uint64_t log_sample = 1;  // of the allowed requests without a finding every n-th is logged
  unsigned threads = 0;          // 0: two for each core, at least four
  std::size_t maximum_body_mib = 32;
  unsigned drain_seconds = 20;
  bool lookup = false;     // through the API server, when the policy says so, too
  std::string kubeconfig;  // the way there; empty: that of a pod
};

}  // namespace postern::serve
