// Makes what Helm's storage drivers write, for tests.
#pragma once

#include <libdeflate.h>
#include <openssl/evp.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace postern::testing {

inline std::string to_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

inline std::string to_gzip(std::string_view text) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

/// What stands in a ConfigMap, and in a Secret once `data` is decoded.
inline std::string to_payload(const nlohmann::json& release) {
  return to_base64(to_gzip(release.dump()));
}

/// The Secret in which Helm stores a release.
inline nlohmann::json stored_secret(const nlohmann::json& release) {
  const std::string name = release.value("name", "eden");
  const std::string version = std::to_string(release.value("version", 1));
  return {{"apiVersion", "v1"},
          {"kind", "Secret"},
          {"type", "helm.sh/release.v1"},
          {"metadata",
           {{"name", "sh.helm.release.v1." + name + ".v" + version},
            {"namespace", release.value("namespace", "eden")},
            {"labels", {{"owner", "helm"}, {"name", name}, {"version", version}}}}},
          {"data", {{"release", to_base64(to_payload(release))}}}};
}

}  // namespace postern::testing
