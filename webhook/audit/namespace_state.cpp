#include "audit/namespace_state.h"

#include "kube/load_json.h"
#include "kube/meta.h"

namespace postern::audit {

NamespaceState state_of(const cluster::Client& client, const std::string& name_space,
                        std::chrono::seconds patience) {
  const auto answer =
      client.send({.target = "/api/v1/namespaces/" + name_space, .what = "the namespace"},
                  net::Clock::now() + patience);
  if (!answer) {
    return answer.error().refusal == cluster::Refusal::kNotFound ? NamespaceState::kAbsent
                                                                 : NamespaceState::kUnknown;
  }
  const auto document = kube::load_json(answer->expose());
  kube::JsonObject object;
  if (!document || document->root().get(object) != simdjson::SUCCESS) {
    return NamespaceState::kUnknown;
  }
  kube::Reader reader;
  return kube::read_meta(object, reader).terminating ? NamespaceState::kTerminating
                                                     : NamespaceState::kThere;
}

}  // namespace postern::audit
