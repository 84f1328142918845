#include "front/certificate_source.h"

#include <array>
#include <fstream>

namespace postern::front {
namespace {

using std::chrono::milliseconds;

// The watch sees the directory of the files, not one that a link leads to; asking again costs two
// reads of small files.
constexpr milliseconds kPoll{1'000};
// A pair is often written one file after the other: wait for a quiet moment, but not forever.
constexpr milliseconds kQuiet{50};
constexpr int kQuietRounds = 20;
constexpr std::size_t kLargestFile = std::size_t{1024} * 1024;

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 4096> block{};
  while (file && text.size() <= kLargestFile) {
    file.read(block.data(), block.size());
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof()) {
    return failure("{}: cannot be read", Name(path));
  }
  return text;
}

}  // namespace

CertificateSource::CertificateSource(CertificateFiles files, Observer observer)
    : files_(std::move(files)), observer_(std::move(observer)) {}

std::unique_ptr<CertificateSource> CertificateSource::from_files(CertificateFiles files,
                                                                 Observer observer) {
  std::set<std::string> directories{directory_of(files.certificate), directory_of(files.key)};
  if (!files.client_ca.empty()) {
    directories.insert(directory_of(files.client_ca));
  }
  std::unique_ptr<CertificateSource> source(
      new CertificateSource(std::move(files), std::move(observer)));
  // The watch begins before the first reading, so that no change falls between the two.
  source->watch_ = std::make_unique<DirectoryWatch>(std::move(directories));
  static_cast<void>(source->reload());
  source->thread_ = std::thread([raw = source.get()] { raw->follow(); });
  return source;
}

Result<std::unique_ptr<CertificateSource>> CertificateSource::from_memory(
    const DevelopmentCertificate& certificate, std::string client_ca_pem) {
  TlsInput input;
  input.certificate_name = input.key_name = "the certificate in memory";
  input.certificate_pem = certificate.certificate_pem;
  input.key_pem = certificate.key_pem;
  input.client_ca_name = client_ca_pem.empty() ? "" : "the client CA in memory";
  input.client_ca_pem = std::move(client_ca_pem);
  auto context = TlsContext::build(input, std::chrono::system_clock::now());
  if (!context) {
    return tl::unexpected<Error>(context.error());
  }
  std::unique_ptr<CertificateSource> source(new CertificateSource({}, {}));
  source->current_ = *std::move(context);
  return source;
}

CertificateSource::~CertificateSource() {
  if (thread_.joinable()) {
    watch_->stop();
    thread_.join();
  }
}

std::shared_ptr<const TlsContext> CertificateSource::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::optional<Error> CertificateSource::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

Result<TlsInput> CertificateSource::read_input() const {
  auto certificate = read_file(files_.certificate);
  auto key = read_file(files_.key);
  auto client_ca =
      files_.client_ca.empty() ? Result<std::string>(std::string()) : read_file(files_.client_ca);
  for (const auto* text : {&certificate, &key, &client_ca}) {
    if (!*text) {
      return tl::unexpected<Error>(text->error());
    }
  }
  return TlsInput{files_.certificate,      *std::move(certificate), files_.key,
                  Sealed(*std::move(key)), files_.client_ca,        *std::move(client_ca)};
}

// The context of the files as they are now; the one in use when they have not changed.
Result<std::shared_ptr<const TlsContext>> CertificateSource::load() {
  auto input = read_input();
  if (!input) {
    return tl::unexpected<Error>(input.error());
  }
  if (auto in_use = current(); in_use && *input == loaded_) {
    return in_use;
  }
  auto built = TlsContext::build(*input, std::chrono::system_clock::now());
  if (built) {
    loaded_ = *std::move(input);
  }
  return built;
}

// Takes the outcome over; true when it is news to an observer.
bool CertificateSource::adopt(const Result<std::shared_ptr<const TlsContext>>& loaded) {
  const std::lock_guard lock(mutex_);
  if (loaded) {
    const bool news = current_ != *loaded || problem_.has_value();
    current_ = *loaded;
    problem_.reset();
    return news;
  }
  const bool news = !problem_ || problem_->message != loaded.error().message;
  problem_ = loaded.error();
  return news;
}

Result<Instant> CertificateSource::reload() {
  const std::lock_guard loading(loading_);
  if (!watch_) {
    return current()->expires();
  }
  const auto loaded = load();
  const auto outcome = loaded.map(
      [](const std::shared_ptr<const TlsContext>& context) { return context->expires(); });
  if (adopt(loaded) && observer_) {
    observer_(outcome);
  }
  return outcome;
}

void CertificateSource::follow() {
  using Event = DirectoryWatch::Event;
  for (;;) {
    watch_->renew();
    Event event = watch_->wait(kPoll);
    for (int i = 0; event == Event::kChange && i < kQuietRounds; ++i) {
      event = watch_->wait(kQuiet);
    }
    if (event == Event::kStop) {
      return;
    }
    static_cast<void>(reload());
  }
}

}  // namespace postern::front
