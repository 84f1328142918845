#include "report/html_head.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <string_view>

#include "report/headline.h"
#include "report/page_assets.h"

namespace postern::report {
namespace {

// 'sha256-...' as CSP takes it (Content Security Policy Level 3, section 2.3.1, hash-source).
std::string hash_source(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), SHA256_DIGEST_LENGTH);
  return fmt::format("'sha256-{}'", std::string(encoded.begin(), encoded.begin() + length));
}

std::string security_policy() {
  return fmt::format(
      "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
      hash_source(page_style()), hash_source(page_script()));
}

std::string tile(std::string_view name, std::size_t count, std::string_view caption) {
  return fmt::format("<li class=\"{}\"><b>{}</b>{}</li>\n", count == 0 ? "none" : name, count,
                     caption);
}

std::string tiles(const Run& run, const Tally& counts) {
  return fmt::format("<ul class=\"tiles\">\n{}{}{}{}{}</ul>\n", tile("deny", counts.deny, "denied"),
                     tile("warn", counts.warn, "warned about"),
                     tile("audit", counts.audit, "recorded"),
                     tile("excepted", counts.excepted, "excepted"),
                     tile("fault", run.faults.size(), "not judged"));
}

std::string choice(std::string_view action, std::size_t count) {
  if (count == 0) {
    return {};
  }
  return fmt::format(
      "<label class=\"{0}\"><input type=\"checkbox\" value=\"{0}\" checked>{0}</label>\n", action);
}

// Hidden until the script that it needs runs.
std::string filter(const Run& run, const Tally& counts) {
  if (run.findings.empty()) {
    return {};
  }
  return fmt::format(
      "<form class=\"filter\" id=\"filter\" role=\"search\" hidden>\n"
      "<input type=\"search\" id=\"words\" placeholder=\"Filter: file, object, rule, words\" "
      "aria-label=\"Filter findings\" autocomplete=\"off\" spellcheck=\"false\">\n"
      "{}{}{}{}<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n",
      choice("deny", counts.deny), choice("warn", counts.warn), choice("audit", counts.audit),
      choice("excepted", counts.excepted));
}

// A tower with its small gate.
constexpr std::string_view kMark =
    R"(<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 2h4v3h3V2h4v3h3V2h4v20h-6v-5a3 3 )"
    R"(0 0 0-6 0v5H3z"/></svg>)";

}  // namespace

std::string html_head(const Run& run) {
  const Tally counts = tally(run.findings);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{0}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{2} - Postern</title>\n<style>{1}</style>\n</head>\n<body>\n"
      "<header class=\"head\">\n<p class=\"brand\">{3}Postern report</p>\n<h1>{2}</h1>\n"
      "<p class=\"facts\">{4}</p>\n{5}</header>\n<main>\n{6}",
      security_policy(), page_style(), headline(run, counts), kMark, facts(run), tiles(run, counts),
      filter(run, counts));
}

}  // namespace postern::report
