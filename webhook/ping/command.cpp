#include "ping/command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "cluster/client.h"
#include "ping/question.h"

namespace postern::ping {
namespace {

constexpr int kRefusesSound = 1;
constexpr int kCouldNotAsk = 2;

struct Arguments {
  std::string server;
  std::string server_name;
  std::string authorities;
  unsigned seconds = 10;
};

// The client speaks of API servers; here it is the webhook that does not answer as it should.
Literal words_of(cluster::Refusal refusal) {
  switch (refusal) {
    case cluster::Refusal::kUnreachable:
      return "no connection, or its certificate is not one of that authority for that name";
    case cluster::Refusal::kTooLate:
      return "no answer in time";
    case cluster::Refusal::kBusy:
      return "it cannot judge requests now";
    case cluster::Refusal::kConfiguration:
      return "the file with the authority cannot be used";
    case cluster::Refusal::kUnauthorized:
    case cluster::Refusal::kForbidden:
    case cluster::Refusal::kNotFound:
    case cluster::Refusal::kConflict:
    case cluster::Refusal::kGone:
    case cluster::Refusal::kInvalid:
    case cluster::Refusal::kUnreadable:
      break;
  }
  return "it does not take reviews";
}

Result<Answer> ask(const cluster::Client& webhook, Subject subject, unsigned seconds) {
  const auto reply = webhook.send({.method = cluster::Method::kPost,
                                   .target = "/validate",
                                   .what = "the review",
                                   .content_type = "application/json",
                                   .body = Sealed(review_of(subject))},
                                  net::Clock::now() + std::chrono::seconds(seconds));
  if (!reply) {
    return failure("{}", words_of(reply.error().refusal));
  }
  return read_answer(reply->expose(), subject);
}

void show(Literal what, const Answer& answer) {
  fmt::print("{}: {}{}{}\n", what.view(), answer.allowed ? "allowed" : "denied",
             answer.mode.empty() ? "" : ", mode ", answer.mode);
}

int could_not(const Sentence& reason) {
  fmt::print(stderr, "postern: {}\n", reason.view());
  return kCouldNotAsk;
}

int run(const Arguments& arguments) {
  cluster::Access access;
  if (const Result<void> read = cluster::read_server(arguments.server, access); !read) {
    return could_not(say("--server: {}", read.error().message));
  }
  access.server_name = arguments.server_name;
  access.authorities.file = arguments.authorities;
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): it cannot fail for SIGPIPE
  const cluster::Client webhook(std::move(access));
  const Result<Answer> sound = ask(webhook, Subject::kSound, arguments.seconds);
  if (!sound) {
    return could_not(sound.error().message);
  }
  const Result<Answer> violating = ask(webhook, Subject::kViolating, arguments.seconds);
  if (!violating) {
    return could_not(violating.error().message);
  }
  show("a Secret whose connection is verified", *sound);
  show("a Secret whose connection may be plaintext", *violating);
  return sound->allowed ? 0 : kRefusesSound;
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* ping = app.add_subcommand("ping", "Ask a running webhook for two verdicts");
  ping->add_option("--server", arguments->server, "The webhook: https://HOST[:PORT]")->required();
  ping->add_option("--server-name", arguments->server_name,
                   "The name that its certificate must have, if not that of --server");
  ping->add_option("--ca", arguments->authorities, "The authority of its certificate, PEM")
      ->required();
  ping->add_option("--seconds", arguments->seconds, "How long to wait for each answer")
      ->check(CLI::Range(1U, 300U))
      ->capture_default_str();
  ping->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace postern::ping
