// Where a front gets its certificate from: files that may change while it serves, or memory.
// Guarantees that current() is a complete, valid pair or nothing; a bad new pair keeps the old one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/result.h"
#include "front/development_certificate.h"
#include "front/directory_watch.h"
#include "front/tls_context.h"

namespace postern::front {

struct CertificateFiles {
  std::string certificate;
  std::string key;
  std::string client_ca;  ///< empty: clients need no certificate
};

class CertificateSource {
 public:
  /// Told the expiry of every certificate that comes into use, and why a new one did not (each
  /// reason once until it changes). Called by the loading thread, one call at a time.
  using Observer = std::function<void(const Result<Instant>&)>;

  /// Reads the files and follows their changes: at once through the directory, every second while
  /// the directory cannot be watched or the newest files are unusable, else every 10 s. Files that
  /// are missing or bad are not fatal: see problem().
  [[nodiscard]] static std::unique_ptr<CertificateSource> from_files(CertificateFiles files,
                                                                     Observer observer = {});

  /// A fixed certificate; `client_ca_pem` empty: clients need no certificate.
  [[nodiscard]] static Result<std::unique_ptr<CertificateSource>> from_memory(
      const DevelopmentCertificate& certificate, std::string client_ca_pem = {});

  ~CertificateSource();
  CertificateSource(const CertificateSource&) = delete;
  CertificateSource& operator=(const CertificateSource&) = delete;

  /// The context of new connections; nullptr while there is none.
  [[nodiscard]] std::shared_ptr<const TlsContext> current() const;

  /// Why the newest files are not in use; nothing when they are.
  [[nodiscard]] std::optional<Error> problem() const;

  /// Reads the files again now (SIGHUP). The returned error is also problem().
  Result<Instant> reload();

 private:
  CertificateSource(CertificateFiles files, Observer observer);
  void follow();
  [[nodiscard]] Result<TlsInput> read_input() const;
  [[nodiscard]] Result<std::shared_ptr<const TlsContext>> load();
  [[nodiscard]] bool adopt(const Result<std::shared_ptr<const TlsContext>>& loaded);

  CertificateFiles files_;
  Observer observer_;
  std::mutex loading_;  // one load at a time; guards loaded_
  TlsInput loaded_;
  mutable std::mutex mutex_;  // guards current_ and problem_
  std::shared_ptr<const TlsContext> current_;
  std::optional<Error> problem_;
  std::unique_ptr<DirectoryWatch> watch_;  // none: a certificate in memory
  std::thread thread_;
};

}  // namespace postern::front
