#include "report/html.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <vector>

#include "base/version.h"
#include "report/html_head.h"
#include "report/html_rules.h"
#include "report/markup.h"
#include "report/page_assets.h"
#include "report/place.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

// Texts by a name, in the order in which the names first came.
class Groups {
 public:
  void add(const std::string& name, std::string_view text) {
    const auto [found, is_new] = indices_.emplace(name, groups_.size());
    if (is_new) {
      groups_.push_back({.name = name, .text = {}});
    }
    groups_[found->second].text += text;
  }

  struct Group {
    std::string name;
    std::string text;
  };
  [[nodiscard]] const std::vector<Group>& all() const { return groups_; }

 private:
  std::vector<Group> groups_;
  std::map<std::string, std::size_t> indices_;
};

std::string place(std::size_t line, std::size_t column) {
  if (line == 0) {
    return {};
  }
  return fmt::format(R"(<span class="at">line {}{}</span>)", line,
                     column == 0 ? std::string() : fmt::format(":{}", column));
}

std::string paragraph(std::string_view kind, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("<p class=\"{}\">{}</p>\n", kind, markup(text));
}

std::string entry(const LocatedFinding& located) {
  const rules::Finding& finding = located.finding;
  const std::string rule = markup(finding.rule->id.view());
  const std::string_view outcome = to_text(outcome_of(located)).view();
  std::string note;
  if (!located.exception.empty()) {
    note = paragraph("note",
                     fmt::format("Passes by the exception {}.", Name(located.exception).view()));
  }
  return fmt::format(
      "<article class=\"finding {0}\" data-action=\"{0}\">\n"
      "<p class=\"top\"><span class=\"badge\">{0}</span><a href=\"#rule-{1}\">{1}</a>{2}</p>\n"
      "{3}{4}{5}{6}</article>\n",
      outcome, rule, place(located.line, located.column), paragraph("path", finding.path.str()),
      paragraph("message", finding.message.view()), paragraph("hint", finding.hint.view()), note);
}

// The heading of an object, which also tells it from the others of its file.
std::string heading_of(const LocatedFinding& located) {
  return fmt::format(R"(<h3><span class="kind">{}</span>{}{}{}</h3>)", markup(located.kind.view()),
                     markup(located.name_space.view()),
                     located.name_space.view().empty() ? "" : "/", markup(located.name.view()));
}

std::string file_section(std::string_view file, const std::vector<const LocatedFinding*>& inside) {
  Groups objects;
  for (const LocatedFinding* located : inside) {
    objects.add(heading_of(*located), entry(*located));
  }
  std::string out = fmt::format("<section class=\"file\">\n<h2>{}</h2>\n",
                                file.empty() ? "in the cluster" : markup(file));
  for (const Groups::Group& object : objects.all()) {
    out += fmt::format("<section class=\"object\">\n{}\n{}</section>\n", object.name, object.text);
  }
  return out + "</section>\n";
}

std::string files(const Run& run) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const LocatedFinding*>> by_file;
  for (const LocatedFinding& located : run.findings) {
    std::string file = shown_file(run, located.file);
    std::vector<const LocatedFinding*>& inside = by_file[file];
    if (inside.empty()) {
      order.push_back(std::move(file));
    }
    inside.push_back(&located);
  }
  std::string out;
  for (const std::string& file : order) {
    out += file_section(file, by_file[file]);
  }
  return out;
}

std::string faults(const Run& run) {
  if (run.faults.empty()) {
    return {};
  }
  std::string out =
      "<section class=\"problems\">\n<h2>Could not be judged</h2>\n"
      "<div class=\"object\">\n";
  for (const Fault& fault : run.faults) {
    out += fmt::format(
        "<article class=\"problem fault\">\n<p class=\"top\"><span class=\"path\">{}</span>{}</p>\n"
        "{}</article>\n",
        markup(shown_file(run, fault.file)), place(fault.line, fault.column),
        paragraph("message", fault.reason.view()));
  }
  return out + "</div>\n</section>\n";
}

std::string nothing_found(const Run& run) {
  if (!run.findings.empty()) {
    return "<p class=\"empty\" id=\"nothing\" hidden>No finding fits the filter.</p>\n";
  }
  return run.faults.empty() ? "<p class=\"clean\">No rule found anything wrong.</p>\n" : "";
}

}  // namespace

std::string html(const Run& run) {
  return html_head(run) + faults(run) + nothing_found(run) + files(run) + html_rules(run) +
         fmt::format(
             "</main>\n<footer>Postern {}. <code>postern explain RULE</code> says more "
             "about a rule. No value of any object is part of this page.</footer>\n"
             "<script>{}</script>\n</body>\n</html>\n",
             markup(version()), page_script());
}

}  // namespace postern::report
