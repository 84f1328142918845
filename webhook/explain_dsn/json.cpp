#include "explain_dsn/json.h"

#include "kube/json_writer.h"

namespace postern::explain_dsn {
namespace {

using kube::append_json_string;

// Keys and closed words: compile-time text that needs no escape.
void append_word(std::string& out, Literal word) {
  out += '"';
  out += word.view();
  out += '"';
}

template <typename Enum>
void append_or_null(std::string& out, const std::optional<Enum>& value) {
  if (value) {
    append_word(out, to_text(*value));
  } else {
    out += "null";
  }
}

template <typename List, typename Append>
void append_list(std::string& out, const List& list, const Append& append) {
  out += '[';
  bool first = true;
  for (const auto& element : list) {
    if (!first) {
      out += ',';
    }
    first = false;
    append(element);
  }
  out += ']';
}

void append_strings(std::string& out, const std::vector<std::string>& list) {
  append_list(out, list, [&](const std::string& text) { append_json_string(out, text); });
}

void append_error(std::string& out, const dsn::Fault* fault) {
  out += ",\"error\":";
  if (fault == nullptr) {
    out += "null";
    return;
  }
  out += "{\"component\":";
  append_word(out, to_text(fault->component));
  out += ",\"message\":";
  append_json_string(out, fault->reason.view());
  out += '}';
}

void append_targets(std::string& out, const Facts& facts) {
  out += ",\"hosts\":";
  append_strings(out, facts.hosts);
  out += ",\"ports\":";
  append_strings(out, facts.ports);
  out += ",\"target\":";
  append_word(out, to_text(facts.target));
  out += ",\"targets\":";
  append_list(out, facts.targets, [&](dsn::Target target) { append_word(out, to_text(target)); });
}

void append_mode(std::string& out, const Facts& facts) {
  out += R"(,"sslmode":{"explicit":)";
  append_or_null(out, facts.explicit_mode);
  out += ",\"effective\":";
  if (facts.mode_ignored) {
    append_word(out, "ignored");
  } else {
    append_or_null(out, facts.effective_mode);
  }
  out += "},\"sslrootcert\":";
  if (facts.root_certificate) {
    append_json_string(out, *facts.root_certificate);
  } else {
    out += "null";
  }
}

void append_finding(std::string& out, const rules::Finding& finding) {
  out += "{\"rule\":";
  append_word(out, finding.rule->id);
  out += ",\"action\":";
  append_word(out, to_text(finding.action));
  out += ",\"message\":";
  append_json_string(out, finding.message.view());
  out += ",\"hint\":";
  append_json_string(out, finding.hint.view());
  out += '}';
}

}  // namespace

void append_json(std::string& out, const Facts& facts) {
  out += facts.valid() ? R"({"valid":true,"form":)" : R"({"valid":false,"form":)";
  append_word(out, to_text(facts.libpq.form));
  append_error(out, facts.libpq.fault ? &*facts.libpq.fault : nullptr);
  append_targets(out, facts);
  append_mode(out, facts);
  out += ",\"provider\":";
  if (facts.provider != nullptr) {
    append_word(out, facts.provider->id);
  } else {
    out += "null";
  }
  out += facts.has_password ? R"(,"has_password":true,"findings":)"
                            : R"(,"has_password":false,"findings":)";
  append_list(out, facts.findings,
              [&](const rules::Finding& finding) { append_finding(out, finding); });
  out += '}';
}

void append_bad_line(std::string& out, Literal reason) {
  Facts none;
  none.libpq.fault = dsn::Fault{.component = dsn::Component::kString, .reason = reason};
  append_json(out, none);
}

}  // namespace postern::explain_dsn
