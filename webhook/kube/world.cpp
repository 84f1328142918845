#include "kube/world.h"

namespace postern::kube {
namespace {

template <typename View>
EntriesLookup entries_in(const std::variant<const View*, Absent, Unknown>& lookup) {
  if (std::holds_alternative<Absent>(lookup)) {
    return Absent{};
  }
  const View* const* view = std::get_if<const View*>(&lookup);
  return view == nullptr ? EntriesLookup(Unknown{}) : EntriesLookup(&(*view)->entries);
}

}  // namespace

EntriesLookup entries_of(const World& world, SourceKind source, std::string_view name_space,
                         std::string_view name) {
  switch (source) {
    case SourceKind::kSecret:
      return entries_in(world.secret(name_space, name));
    case SourceKind::kConfigMap:
      return entries_in(world.config_map(name_space, name));
  }
  return Unknown{};
}

}  // namespace postern::kube
