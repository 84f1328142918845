#include "report/place.h"

#include <filesystem>

#include "base/utf8.h"

namespace postern::report {
namespace {

constexpr std::size_t kLongest = 4096;  // PATH_MAX

// What a path segment may hold as it is (RFC 3986, pchar), less the colon: "a:b" at the start of a
// relative reference would be a scheme.
bool stays(char c) {
  const bool alphanumeric =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || std::string_view("-._~!$&'()*+,;=@/").find(c) != std::string_view::npos;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (stays(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  return out;
}

}  // namespace

std::string repository_path(const Run& run, const std::string& file) {
  const std::filesystem::path path = std::filesystem::path(file).lexically_normal();
  if (!path.is_absolute() || run.directory.empty()) {
    return path.string();
  }
  const std::filesystem::path relative = path.lexically_relative(run.directory);
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

std::string shown_file(const Run& run, const std::string& file) {
  return printable(repository_path(run, file), kLongest);
}

std::string file_uri(const Run& run, const std::string& file) {
  const std::string path = repository_path(run, file);
  return (path.starts_with('/') ? "file://" : "") + percent_encoded(path);
}

}  // namespace postern::report
