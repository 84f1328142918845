#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>

#include "kube/json_writer.h"
#include "report/line.h"
#include "rules/rule.h"
#include "serve/review.h"

namespace postern::serve {
namespace {

using nlohmann::json;
using rules::Finding;

// Bounds of a denial's message and of the lists beside it: a person must be able to read it, and
// the API server puts the whole status into one HTTP reply.
constexpr std::size_t kMaximumFindings = 20;
constexpr std::size_t kMaximumMessage = 8192;
// The API server cuts each warning to 256 characters once they exceed 4096 in total.
constexpr std::size_t kMaximumWarning = 256;
// One line may use this much, so that twenty of them and the closing lines stay within the bound.
constexpr std::size_t kMaximumLine = 1024;

std::string and_more(std::size_t count) { return "and " + std::to_string(count) + " more"; }

std::string denial_message(std::span<const Finding> denials) {
  const std::string closing =
      "run: postern explain " + std::string(denials.front().rule->id.view());
  // Room for "\nand N more\n" and the closing line.
  const std::size_t budget = kMaximumMessage - closing.size() - 32;
  std::string message;
  std::size_t listed = 0;
  for (const Finding& finding : denials.first(std::min(denials.size(), kMaximumFindings))) {
    const std::string line = report::line(finding, kMaximumLine);
    if (message.size() + line.size() + 1 > budget) {
      break;
    }
    message += line;
    message += '\n';
    ++listed;
  }
  if (listed < denials.size()) {
    message += and_more(denials.size() - listed) + '\n';
  }
  return message + closing;
}

json causes(std::span<const Finding> denials) {
  json list = json::array();
  for (const Finding& finding : denials.first(std::min(denials.size(), kMaximumFindings))) {
    list.push_back({{"reason", "FieldValueInvalid"},
                    {"field", finding.path.str()},
                    {"message", report::sentence(finding) + " [" +
                                    std::string(finding.rule->id.view()) + "]"}});
  }
  return list;
}

json denial_status(const engine::Verdict& verdict) {
  return {{"status", "Failure"},
          {"code", 403},
          {"reason", "Forbidden"},
          {"message", denial_message(verdict.denials)},
          {"details", {{"causes", causes(verdict.denials)}}}};
}

// The API server prefixes each key with the webhook's name; what follows must be a qualified name
// of at most 63 characters, and values are bounded so that an audit event stays small.
constexpr std::size_t kMaximumAnnotation = 1024;

void append_bounded(std::string& text, const std::string& entry) {
  constexpr std::string_view kMore = ", ...";
  if (text.ends_with(kMore)) {
    return;
  }
  const std::string_view separator = text.empty() ? "" : ", ";
  const std::size_t size = text.size() + separator.size() + entry.size() + kMore.size();
  text += size > kMaximumAnnotation ? kMore : separator;
  text += size > kMaximumAnnotation ? "" : entry;
}

std::string place_of(const Finding& finding) {
  return std::string(finding.rule->id.view()) + " " + finding.path.str();
}

void annotate(json& annotations, const char* key, const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    append_bounded(text, place_of(finding));
  }
  if (!text.empty()) {
    annotations[key] = text;
  }
}

// What an auditor of the API server's own log gets to know; docs/log.md lists the keys.
json audit_annotations(const engine::Verdict& verdict) {
  json annotations = {{"mode", to_text(verdict.mode).view()}, {"policy", verdict.policy.str()}};
  annotate(annotations, "denied", verdict.denials);
  annotate(annotations, "warned", verdict.warnings);
  annotate(annotations, "recorded", verdict.recorded);
  std::string excepted;
  for (const engine::Excepted& entry : verdict.excepted) {
    append_bounded(excepted, entry.exception + ": " + place_of(entry.finding));
  }
  std::string would_deny;
  for (const rules::Rule* rule : verdict.refusing) {
    append_bounded(would_deny, std::string(rule->id.view()));
  }
  if (!excepted.empty()) {
    annotations["excepted"] = excepted;
  }
  if (!would_deny.empty() && verdict.mode != policy::Mode::kEnforce) {
    annotations["would-deny"] = would_deny;
  }
  return annotations;
}

json warning_list(std::span<const Finding> warnings, std::span<const Sentence> notices) {
  json list = json::array();
  for (const Sentence& notice : notices) {
    list.push_back(notice.view());
  }
  for (const Finding& finding : warnings.first(std::min(warnings.size(), kMaximumFindings))) {
    list.push_back(report::line(finding, kMaximumWarning));
  }
  if (warnings.size() > kMaximumFindings) {
    list.push_back(and_more(warnings.size() - kMaximumFindings));
  }
  return list;
}

// What most requests get, written without a document.
std::string plain_allowance(std::string_view uid) {
  std::string text =
      R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"allowed":true,"uid":)";
  kube::append_json_string(text, uid);
  return text += "}}";
}

}  // namespace

std::string encode_review(std::string_view uid, const engine::Verdict& verdict) {
  if (verdict.clean() && verdict.allowed && verdict.notices.empty()) {
    return plain_allowance(uid);
  }
  json response = {{"uid", uid}, {"allowed", verdict.allowed}};
  if (!verdict.allowed) {
    response["status"] = denial_status(verdict);
  }
  if (!verdict.warnings.empty() || !verdict.notices.empty()) {
    response["warnings"] = warning_list(verdict.warnings, verdict.notices);
  }
  if (!verdict.clean()) {
    response["auditAnnotations"] = audit_annotations(verdict);
  }
  const json review = {{"apiVersion", "admission.k8s.io/v1"},
                       {"kind", "AdmissionReview"},
                       {"response", std::move(response)}};
  return review.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace postern::serve
