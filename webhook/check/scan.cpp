#include "check/scan.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "check/inquiry.h"
#include "check/items.h"
#include "kube/load_yaml.h"

namespace postern::check {
namespace {

// What people check by mistake: a chart's templates instead of what they render to.
bool looks_like_template(std::string_view text) { return text.find("{{") != text.npos; }

class Scan {
 public:
  Scan(std::string_view file, Scanned& scanned, const Settings& settings)
      : file_(file), scanned_(scanned), settings_(settings) {}

  void take(kube::YamlDocument read) {
    if (!read.document) {
      refuse(read.document.error(), read.source);
      return;
    }
    kube::Document document = *std::move(read.document);
    std::vector<Item> items = items_of(document.root());
    if (items.empty()) {
      ++scanned_.skipped;
      return;
    }
    const Inquiry inquiry;
    Judged judged =
        judge_document(items, {file_, scanned_.window.text, read.source}, inquiry, settings_);
    scanned_.objects += judged.objects.size();
    std::ranges::move(judged.faults, std::back_inserter(scanned_.faults));
    if (inquiry.asked()) {
      scanned_.open.push_back(read.source);
    } else {
      std::ranges::move(judged.findings, std::back_inserter(scanned_.findings));
    }
    keep(std::move(document), std::move(items), std::move(judged.objects));
  }

 private:
  void refuse(const kube::LoadError& error, const kube::DocumentSource& source) {
    const std::string_view text =
        std::string_view(scanned_.window.text).substr(source.offset, source.length);
    const Sentence reason =
        looks_like_template(text)
            ? say("{}; it looks like a template: check what it renders to (helm template)",
                  error.message)
            : error.message;
    scanned_.faults.push_back({.file = std::string(file_),
                               .line = error.position.line,
                               .column = error.position.column,
                               .reason = reason});
  }

  void keep(kube::Document document, std::vector<Item> items, std::vector<kube::Object> objects) {
    std::erase_if(objects, [](const kube::Object& object) {
      return std::holds_alternative<kube::Unregistered>(object.view);
    });
    if (objects.empty()) {
      return;
    }
    scanned_.documents.push_back(std::move(document));
    scanned_.items.push_back(std::move(items));
    std::ranges::move(objects, std::back_inserter(scanned_.known));
  }

  std::string_view file_;
  Scanned& scanned_;
  const Settings& settings_;
};

}  // namespace

Scanned scan(std::string_view file, Window window, const Settings& settings) {
  Scanned scanned{.window = std::move(window)};
  Scan pass(file, scanned, settings);
  scanned.skipped +=
      kube::each_document(scanned.window.text, scanned.window.origin, settings.limits,
                          [&pass](kube::YamlDocument document) { pass.take(std::move(document)); });
  return scanned;
}

}  // namespace postern::check
