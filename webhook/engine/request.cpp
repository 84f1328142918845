#include "engine/request.h"

namespace postern::engine {

void complete_request(Request& request, const kube::Meta& meta) {
  request.kind = request.kind.empty() ? meta.kind : request.kind;
  request.name = request.name.empty() ? meta.name : request.name;
  request.name = request.name.empty() ? meta.generate_name : request.name;
  const kube::Annotation* exempt = meta.annotation("postern.dev/exempt");
  const kube::Annotation* reason = meta.annotation("postern.dev/exempt-reason");
  if (exempt != nullptr) {
    request.exempt = {.rules = exempt->value.expose(),
                      .has_reason = reason != nullptr && !reason->value.expose().empty()};
  }
}

}  // namespace postern::engine
