// A front with constant replies, to test and measure the front alone. Prints one line with its
// ports and serves until SIGTERM; the ops port tells its connection counts.
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "front/certificate_source.h"
#include "front/front.h"

namespace {

using namespace postern;         // NOLINT(google-build-using-namespace)
using namespace postern::front;  // NOLINT(google-build-using-namespace)
using std::chrono::milliseconds;

constexpr const char* kUsage =
    "usage: echo_server [--listen A:P] [--ops-listen A:P] [--dev-ca-out FILE]\n"
    "  [--tls-cert FILE --tls-key FILE] [--client-ca FILE] [--workers N] [--drain-ms N]\n"
    "  [--per-source N] [--source-bytes N] [--handshake-ms N] [--request-ms N] [--write-ms N] "
    "[--idle-ms N]\n"
    "  [--max-body-mib N] [--max-files N]\n";

std::map<std::string, std::string> read_arguments(int argc, char** argv) {
  std::map<std::string, std::string> values;
  for (int i = 1; i + 1 < argc; i += 2) {
    values[argv[i]] = argv[i + 1];
  }
  if (argc % 2 == 0) {
    static_cast<void>(std::fputs(kUsage, stderr));
    std::exit(2);  // NOLINT(concurrency-mt-unsafe): no threads yet
  }
  return values;
}

class Arguments {
 public:
  Arguments(int argc, char** argv) : values_(read_arguments(argc, argv)) {}

  [[nodiscard]] std::string text(const std::string& name, const std::string& fallback) const {
    const auto found = values_.find("--" + name);
    return found == values_.end() ? fallback : found->second;
  }
  [[nodiscard]] long number(const std::string& name, long fallback) const {
    return std::stol(text(name, std::to_string(fallback)));
  }
  [[nodiscard]] milliseconds duration(const std::string& name, milliseconds fallback) const {
    return milliseconds(number(name, fallback.count()));
  }

 private:
  std::map<std::string, std::string> values_;
};

Routes echo_routes() {
  Routes routes;
  routes.add("POST", "/validate", [](const Request& request) {
    // The padding must be readable: touch it, so that a sanitizer would notice.
    volatile char last = *(request.body.data() + request.body.size() + kBodyPadding - 1);
    static_cast<void>(last);
    Reply reply;
    reply.body = R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":)"
                 R"({"uid":"705ab4f5-6393-11e8-b7cc-42010a800002","allowed":true}})";
    return reply;
  });
  routes.add("POST", "/length", [](const Request& request) {
    Reply reply;
    std::uint32_t sum = 0;
    for (const char byte : request.body) {
      sum = sum * 31 + static_cast<unsigned char>(byte);
    }
    reply.body = fmt::format(R"({{"length":{},"sum":{},"peer":"{}"}})", request.body.size(), sum,
                             request.peer);
    return reply;
  });
  routes.add("POST", "/slow", [](const Request&) {
    std::this_thread::sleep_for(milliseconds(300));
    return Reply{200, "application/json", "{}", {}};
  });
  routes.add("POST", "/large", [](const Request&) {
    return Reply{200, "text/plain", std::string(std::size_t{4} * 1024 * 1024, 'x'), {}};
  });
  routes.add("POST", "/throw",
             [](const Request&) -> Reply { throw std::runtime_error("hunter2"); });
  return routes;
}

std::string stats_text(const StatsSnapshot& stats) {
  std::string out = fmt::format("accepted {}\nturned_away {}\nexpired {}\n", stats.accepted,
                                stats.turned_away, stats.expired);
  for (std::size_t i = 0; i < stats.connections.size(); ++i) {
    out += fmt::format("connections {} {}\n", to_text(static_cast<ConnectionState>(i)).view(),
                       stats.connections[i]);
  }
  for (const auto& [status, count] : stats.refused) {
    out += fmt::format("refused {} {}\n", status, count);
  }
  return out;
}

template <typename T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().message.view());
    std::exit(2);  // NOLINT(concurrency-mt-unsafe): no threads yet
  }
  return *std::move(result);
}

std::shared_ptr<CertificateSource> certificate(const Arguments& arguments) {
  if (const std::string file = arguments.text("tls-cert", ""); !file.empty()) {
    return CertificateSource::from_files(
        {file, arguments.text("tls-key", ""), arguments.text("client-ca", "")},
        [](const Result<Instant>& outcome) {
          fmt::print(stderr, "certificate {}\n",
                     outcome ? "in use" : outcome.error().message.view());
        });
  }
  const auto made = must(make_development_certificate(std::chrono::system_clock::now()));
  if (const std::string file = arguments.text("dev-ca-out", ""); !file.empty()) {
    std::ofstream(file) << made.ca_pem;
  }
  return must(CertificateSource::from_memory(made));
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments(argc, argv);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  FrontOptions options;
  options.listen = arguments.text("listen", "127.0.0.1:0");
  options.certificate = certificate(arguments);
  options.workers = static_cast<unsigned>(arguments.number("workers", 0));
  options.budget.connections_per_source =
      static_cast<std::size_t>(arguments.number("per-source", 4096));
  options.budget.bytes_per_source = static_cast<std::size_t>(
      arguments.number("source-bytes", static_cast<long>(options.budget.bytes_per_source)));
  options.framing.body_bytes =
      static_cast<std::size_t>(arguments.number("max-body-mib", 32)) * 1024 * 1024;
  Deadlines& deadlines = options.deadlines;
  deadlines.handshake = arguments.duration("handshake-ms", deadlines.handshake);
  deadlines.request = arguments.duration("request-ms", deadlines.request);
  deadlines.write = arguments.duration("write-ms", deadlines.write);
  deadlines.idle = arguments.duration("idle-ms", deadlines.idle);
  Front front = must(Front::listen(options, echo_routes()));

  Routes ops_routes;
  ops_routes.add("GET", "/livez",
                 [](const Request&) { return Reply{200, "text/plain", "ok\n", {}}; });
  ops_routes.add("GET", "/metrics", [&front](const Request&) {
    return Reply{200, "text/plain", stats_text(front.stats()), {}};
  });
  FrontOptions ops_options;
  ops_options.listen = arguments.text("ops-listen", "127.0.0.1:0");
  ops_options.workers = 2;
  ops_options.framing.body_bytes = 1024;
  Front ops = must(Front::listen(ops_options, std::move(ops_routes)));

  if (const long files = arguments.number("max-files", 0); files > 0) {
    const rlimit limit{static_cast<rlim_t>(files), static_cast<rlim_t>(files)};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  front.start();
  ops.start();
  fmt::print("listening {} {}\n", front.port(), ops.port());
  static_cast<void>(std::fflush(stdout));

  int received = 0;
  sigwait(&signals, &received);
  front.begin_drain();
  std::this_thread::sleep_for(arguments.duration("drain-ms", milliseconds(1000)));
  const bool complete = front.stop(milliseconds(5000));
  ops.stop(milliseconds(100));
  fmt::print(stderr, "stopped, {}\n", complete ? "nothing cut off" : "requests cut off");
  return complete ? 0 : 1;
}
