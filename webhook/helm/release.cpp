#include "helm/release.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "helm/json_values.h"
#include "helm/payload.h"
#include "kube/json.h"
#include "kube/load_json.h"

namespace postern::helm {

namespace {

using kube::Json;
using kube::JsonObject;
using kube::Reader;

constexpr std::array kStatuses = {
    std::pair{std::string_view("unknown"), Status::kUnknown},
    std::pair{std::string_view("deployed"), Status::kDeployed},
    std::pair{std::string_view("uninstalled"), Status::kUninstalled},
    std::pair{std::string_view("superseded"), Status::kSuperseded},
    std::pair{std::string_view("failed"), Status::kFailed},
    std::pair{std::string_view("uninstalling"), Status::kUninstalling},
    std::pair{std::string_view("pending-install"), Status::kPendingInstall},
    std::pair{std::string_view("pending-upgrade"), Status::kPendingUpgrade},
    std::pair{std::string_view("pending-rollback"), Status::kPendingRollback},
};

Status status_of(std::string_view text) {
  const auto* const found =
      std::ranges::find(kStatuses, text, [](const auto& entry) { return entry.first; });
  return found == kStatuses.end() ? Status::kUnknown : found->second;
}

}  // namespace

class ReleaseReader {
 public:
  explicit ReleaseReader(const JsonObject& root) : root_(root) {}

  DecodeResult<Release> read() {
    release_.name = reader_.text(root_, "name");
    release_.name_space = reader_.text(root_, "namespace");
    release_.version = reader_.integer(root_, "version").value_or(0);
    release_.manifest = Sealed(reader_.text(root_, "manifest"));
    read_info();
    read_chart();
    read_hooks();
    release_.values = Value(Reader::field(root_, "config"), defaults_);
    if (const std::optional<Error>& error = reader_.error()) {
      // The path that the reader names is made of Helm's own field names.
      return tl::unexpected(DecodeError{*error, Fault::kUndecodable});
    }
    return std::move(release_);
  }

  static void keep(Release& release, PaddedText text, kube::Document document) {
    release.text_ = std::make_shared<const PaddedText>(std::move(text));
    release.document_ = std::make_shared<const kube::Document>(std::move(document));
  }

 private:
  void read_info() {
    if (const std::optional<JsonObject> info = reader_.object(root_, "info")) {
      const Reader::Scope scope = reader_.enter_field("info");
      release_.status = status_of(reader_.text(*info, "status"));
    }
  }

  void read_chart() {
    const std::optional<JsonObject> chart = reader_.object(root_, "chart");
    if (!chart) {
      return;
    }
    const Reader::Scope scope = reader_.enter_field("chart");
    defaults_ = Reader::field(*chart, "values");
    release_.encoded_schema = Sealed(reader_.text(*chart, "schema"));
    const std::optional<JsonObject> metadata = reader_.object(*chart, "metadata");
    if (!metadata) {
      return;
    }
    const Reader::Scope inner = reader_.enter_field("metadata");
    release_.chart = reader_.text(*metadata, "name");
    release_.chart_version = reader_.text(*metadata, "version");
    reader_.each_object(*metadata, "dependencies", [&](const JsonObject& entry, std::size_t) {
      const std::string_view name = reader_.text(entry, "name");
      const std::string_view alias = reader_.text(entry, "alias");
      release_.dependencies.push_back(
          {.name = name, .alias = alias.empty() ? name : alias, .renamed = alias == name});
    });
  }

  void read_hooks() {
    reader_.each_object(root_, "hooks", [&](const JsonObject& hook, std::size_t) {
      release_.hooks.push_back(
          {.path = reader_.text(hook, "path"), .manifest = Sealed(reader_.text(hook, "manifest"))});
    });
  }

  const JsonObject& root_;
  Reader reader_;
  Release release_;
  std::optional<Json> defaults_;
};

bool Release::is_in_force() const {
  switch (status) {
    case Status::kUnknown:
    case Status::kDeployed:
    case Status::kPendingInstall:
    case Status::kPendingUpgrade:
    case Status::kPendingRollback:
      return true;
    case Status::kUninstalled:
    case Status::kSuperseded:
    case Status::kFailed:
    case Status::kUninstalling:
      return false;
  }
  return true;
}

DecodeResult<Release> read_release(const Json& root) {
  JsonObject object;
  if (root.get(object) != simdjson::SUCCESS) {
    return undecodable("the payload is not a JSON object");
  }
  return ReleaseReader(object).read();
}

DecodeResult<Release> read_release(std::string_view payload, const Limits& limits) {
  DecodeResult<PaddedText> text = decode_payload(payload, limits);
  if (!text) {
    return tl::unexpected(text.error());
  }
  if (has_more_values(text->view(), limits.values)) {
    return too_large("the payload has more values than the limit");
  }
  kube::LoadResult<kube::Document> document =
      kube::load_padded_json(text->view(), {.bytes = limits.bytes, .depth = limits.depth});
  if (!document) {
    // Helm reads what nests deeper, repeats a key or has a number beyond 64 bits.
    return nlohmann::json::accept(text->view())
               ? tl::unexpected(DecodeError{{document.error().message}, Fault::kTooLarge})
               : tl::unexpected(DecodeError{{document.error().message}, Fault::kUndecodable});
  }
  DecodeResult<Release> release = read_release(document->root());
  if (release) {
    ReleaseReader::keep(*release, *std::move(text), *std::move(document));
  }
  return release;
}

bool looks_like_release(const Json& root) {
  JsonObject object;
  std::string_view text;
  JsonObject chart;
  return root.get(object) == simdjson::SUCCESS &&
         object["kind"].error() == simdjson::NO_SUCH_FIELD &&
         object["name"].get(text) == simdjson::SUCCESS &&
         object["manifest"].get(text) == simdjson::SUCCESS &&
         object["chart"].get(chart) == simdjson::SUCCESS;
}

}  // namespace postern::helm
