#include "report/markdown.h"

#include <fmt/format.h>

#include <limits>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "report/headline.h"
#include "report/place.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

// GitHub drops a job summary of more than 1 MiB whole; a row is at most a few KiB.
constexpr std::size_t kEnough = 900U << 10U;

// Any ASCII punctuation may be escaped (CommonMark 0.31, section 2.4). What is left as it is here
// means something only at the start of a line, where no name stands.
std::string plain(std::string_view text) {
  constexpr std::string_view kSpecial = R"(!#$&()*./:<>@[\]^_`{|}~)";
  std::string out;
  for (const char c : printable(text, std::numeric_limits<std::size_t>::max())) {
    if (kSpecial.find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

std::string place(std::size_t line, std::size_t column) {
  if (line == 0) {
    return {};
  }
  return column == 0 ? fmt::format("{}", line) : fmt::format("{}:{}", line, column);
}

std::string row(const LocatedFinding& located) {
  const rules::Finding& finding = located.finding;
  std::string outcome = fmt::format("**{}**", to_text(outcome_of(located)).view());
  if (!located.exception.empty()) {
    outcome += fmt::format(" by {}", plain(Name(located.exception).view()));
  }
  const std::string path = finding.path.str();
  return fmt::format("| {} | {} | {} | {}{}{}. {} `{}` |\n", outcome,
                     place(located.line, located.column), plain(object_of(located)), plain(path),
                     path.empty() ? "" : ": ", plain(finding.message.view()),
                     plain(finding.hint.view()), finding.rule->id.view());
}

std::string fault_row(const Run& run, const Fault& fault) {
  return fmt::format("| {} | {} | {} |\n", plain(shown_file(run, fault.file)),
                     place(fault.line, fault.column), plain(fault.reason.view()));
}

// Rows until it is enough; how many were left out is said.
class Page {
 public:
  void heading(const std::string& text) { pending_ = text; }

  void row(const std::string& text) {
    if (out_.size() + pending_.size() + text.size() > kEnough) {
      ++left_out_;
      return;
    }
    out_ += std::exchange(pending_, {}) + text;
  }

  [[nodiscard]] std::string finish() const {
    return left_out_ == 0 ? out_ : out_ + fmt::format("\nand {} more\n", left_out_);
  }

 private:
  std::string out_;
  std::string pending_;
  std::size_t left_out_ = 0;
};

void add_faults(const Run& run, Page& page) {
  page.heading("\n### Could not be judged\n\n| file | at | reason |\n| --- | --- | --- |\n");
  for (const Fault& fault : run.faults) {
    page.row(fault_row(run, fault));
  }
}

void add_findings(const Run& run, Page& page) {
  std::string file;
  for (std::size_t i = 0; i < run.findings.size(); ++i) {
    const LocatedFinding& located = run.findings[i];
    const std::string here = shown_file(run, located.file);
    if (i == 0 || here != file) {
      file = here;
      page.heading(
          fmt::format("\n### {}\n\n| | at | object | finding |\n"
                      "| --- | --- | --- | --- |\n",
                      file.empty() ? "In the cluster" : plain(file)));
    }
    page.row(row(located));
  }
}

}  // namespace

std::string markdown(const Run& run) {
  const Tally counts = tally(run.findings);
  Page page;
  page.row(
      fmt::format("## Postern: {}\n\n{}: {} denied, {} warned about, {} recorded, {} excepted, "
                  "{} not judged.\n",
                  headline(run, counts), facts(run), counts.deny, counts.warn, counts.audit,
                  counts.excepted, run.faults.size()));
  add_faults(run, page);
  add_findings(run, page);
  return page.finish();
}

}  // namespace postern::report
