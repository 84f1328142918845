#include "ping/question.h"

#include <array>

#include "kube/json.h"
#include "kube/load_json.h"

namespace postern::ping {
namespace {

std::string_view uid_of(Subject subject) {
  return subject == Subject::kSound ? "postern-ping-sound" : "postern-ping-violating";
}

// base64 of postgres://ping:ping@db.acme.io/ping, a password for nothing.
constexpr std::string_view kPlaintextPossible = "cG9zdGdyZXM6Ly9waW5nOnBpbmdAZGIuYWNtZS5pby9waW5n";
// The same with ?sslmode=verify-full&sslrootcert=/etc/pg/ca.crt behind it.
constexpr std::string_view kVerified =
    "cG9zdGdyZXM6Ly9waW5nOnBpbmdAZGIuYWNtZS5pby9waW5nP3NzbG1vZGU9dmVyaWZ5LWZ1bGwmc3Ns"
    "cm9vdGNlcnQ9L2V0Yy9wZy9jYS5jcnQ=";

std::string_view value_of(Subject subject) {
  return subject == Subject::kSound ? kVerified : kPlaintextPossible;
}

// In the words of the program, so that nothing of a reply is shown.
std::string_view known_mode(std::string_view text) {
  constexpr std::array<std::string_view, 3> kModes = {"enforce", "warn", "audit"};
  for (const std::string_view mode : kModes) {
    if (text == mode) {
      return mode;
    }
  }
  return {};
}

}  // namespace

std::string review_of(Subject subject) {
  std::string review =
      R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":")";
  review += uid_of(subject);
  review += R"(","kind":{"group":"","version":"v1","kind":"Secret"},)"
            R"("resource":{"group":"","version":"v1","resource":"secrets"},)"
            R"("name":"postern-ping","namespace":"default","operation":"CREATE","dryRun":true,)"
            R"("userInfo":{"username":"postern ping"},"oldObject":null,"options":null,)"
            R"("object":{"apiVersion":"v1","kind":"Secret","type":"Opaque",)"
            R"("metadata":{"name":"postern-ping","namespace":"default"},"data":{"DATABASE_URL":")";
  review += value_of(subject);
  review += "\"}}}}\n";
  return review;
}

Result<Answer> read_answer(std::string_view reply, Subject subject) {
  const kube::LoadResult<kube::Document> document = kube::load_json(reply);
  kube::JsonObject root;
  if (!document || document->root().get(root) != simdjson::SUCCESS) {
    return failure("the reply is no JSON object");
  }
  kube::Reader reader;
  const auto response = reader.object(root, "response");
  bool allowed = false;
  if (!response || reader.text(*response, "uid") != uid_of(subject) ||
      (*response)["allowed"].get(allowed) != simdjson::SUCCESS) {
    return failure("the reply is no answer to the review");
  }
  Answer answer{.allowed = allowed, .mode = {}};
  if (const auto annotations = reader.object(*response, "auditAnnotations")) {
    answer.mode = known_mode(reader.text(*annotations, "mode"));
  }
  return answer;
}

}  // namespace postern::ping
