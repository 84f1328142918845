#include "check/check.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

#include "check/in_order.h"
#include "check/input_reader.h"
#include "check/open_file.h"
#include "check/scan.h"
#include "kube/load_yaml.h"

namespace postern::check {
namespace {

// So much text of files is kept between the passes; the rest is read again.
constexpr std::size_t kKeptBytes = 64U << 20U;
constexpr std::size_t kMostThreads = 8;

// A window of which documents must be judged again, once the whole world is known.
struct Open {
  std::size_t input = 0;
  std::size_t offset = 0;
  std::size_t size = 0;
  std::size_t hash = 0;
  std::optional<std::string> text;  // nothing: read it again
  std::vector<kube::DocumentSource> documents;
};

std::size_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

class Check {
 public:
  Check(const InputList& list, const Settings& settings, const Tick& tick)
      : list_(list),
        settings_(settings),
        tick_(tick),
        world_(settings.name_space, settings.extent),
        workers_(std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostThreads)),
        reader_(list.inputs, settings.limits,
                [this](std::size_t input, const Error& error) {
                  results_[input].faults.push_back(
                      {.file = list_.inputs[input].name, .reason = error.message});
                }),
        results_(list.inputs.size()) {}

  report::Run run() {
    for (const Unreadable& unreadable : list_.unreadable) {
      run_.faults.push_back({.file = unreadable.name, .reason = unreadable.error.message});
    }
    in_order(
        workers_, [this] { return next_window(); },
        [this](InputReader::Read& read) { return scanned(read); },
        [this](Seen seen) { take(std::move(seen)); });
    auto open = open_.begin();
    in_order(
        workers_,
        [&]() -> std::optional<Open*> {
          return open == open_.end() ? std::nullopt : std::optional(&*open++);
        },
        [this](Open* again) { return judged_again(*again); },
        [this](Again again) { add(results_[again.input], std::move(again.judged)); });
    return finish();
  }

 private:
  struct Seen {
    std::size_t input;
    bool again;
    Scanned scanned;
  };
  struct Again {
    std::size_t input;
    Judged judged;
  };
  struct Results {
    std::vector<report::LocatedFinding> findings;
    std::vector<report::Fault> faults;
  };

  std::optional<InputReader::Read> next_window() {
    std::optional<InputReader::Read> read = reader_.next();
    tick_(reader_.done());
    return read;
  }

  Seen scanned(InputReader::Read& read) const {
    return {read.input, read.again,
            scan(list_.inputs[read.input].name, std::move(read.window), settings_)};
  }

  void take(Seen seen) {
    Scanned& scanned = seen.scanned;
    run_.objects += scanned.objects;
    run_.skipped += scanned.skipped;
    for (const kube::Object& object : scanned.known) {
      world_.add(object);
    }
    add(results_[seen.input],
        {.findings = std::move(scanned.findings), .faults = std::move(scanned.faults)});
    if (!scanned.open.empty()) {
      keep(seen);
    }
  }

  void keep(Seen& seen) {
    Scanned& scanned = seen.scanned;
    std::string& text = scanned.window.text;
    Open open{.input = seen.input,
              .offset = scanned.window.offset,
              .size = text.size(),
              .hash = hash_of(text),
              .documents = std::move(scanned.open)};
    if (!seen.again || kept_ + text.size() <= kKeptBytes) {
      kept_ += text.size();
      open.text = std::move(text);
    }
    open_.push_back(std::move(open));
  }

  Again judged_again(Open& open) const {
    Again again{open.input, {}};
    const std::string& file = list_.inputs[open.input].name;
    if (!open.text) {
      read_again(open);
    }
    if (!open.text) {
      again.judged.faults.push_back(
          {.file = file, .reason = Literal("the file was changed while it was read")});
      return again;
    }
    for (const kube::DocumentSource& source : open.documents) {
      const auto document = kube::load_document(*open.text, source, settings_.limits);
      if (!document) {
        continue;  // it could be read before, and the text is the same
      }
      Judged judged =
          judge_document(items_of(document->root()), {file, *open.text, source}, world_, settings_);
      // Faults were told the first time.
      std::ranges::move(judged.findings, std::back_inserter(again.judged.findings));
    }
    open.text.reset();
    return again;
  }

  void read_again(Open& open) const {
    const Result<OpenFile> file = OpenFile::open(list_.inputs[open.input].name);
    if (!file) {
      return;
    }
    Result<std::string> text = file->read_at(open.offset, open.size);
    if (text && hash_of(*text) == open.hash) {
      open.text = *std::move(text);
    }
  }

  static void add(Results& results, Judged judged) {
    std::ranges::move(judged.findings, std::back_inserter(results.findings));
    std::ranges::move(judged.faults, std::back_inserter(results.faults));
  }

  report::Run finish() {
    for (const Input& input : list_.inputs) {
      run_.files.push_back(input.name);
    }
    for (Results& results : results_) {
      std::ranges::stable_sort(results.findings, {}, [](const report::LocatedFinding& finding) {
        return std::tuple(finding.line, finding.column, finding.finding.action);
      });
      std::ranges::move(results.findings, std::back_inserter(run_.findings));
      std::ranges::move(results.faults, std::back_inserter(run_.faults));
    }
    return std::move(run_);
  }

  const InputList& list_;
  const Settings& settings_;
  const Tick& tick_;
  kube::MemoryWorld world_;
  Workers workers_;
  InputReader reader_;
  report::Run run_;
  std::vector<Results> results_;  // of each input
  std::vector<Open> open_;
  std::size_t kept_ = 0;
};

}  // namespace

report::Run check(const InputList& list, const Settings& settings, const Tick& tick) {
  return Check(list, settings, tick).run();
}

}  // namespace postern::check
