#include "check/review_item.h"

#include <string_view>

namespace postern::check {
namespace {

using kube::JsonArray;
using kube::JsonObject;
using kube::Reader;

engine::Operation operation_from(std::string_view text) {
  if (text == "UPDATE") {
    return engine::Operation::kUpdate;
  }
  return text == "DELETE" || text == "CONNECT" ? engine::Operation::kDelete
                                               : engine::Operation::kCreate;
}

void read_user(const JsonObject& request, Reader& reader, Item& item) {
  const std::optional<JsonObject> user = reader.object(request, "userInfo");
  if (!user) {
    return;
  }
  item.user = reader.text(*user, "username");
  if (const std::optional<JsonArray> groups = reader.array(*user, "groups")) {
    for (const kube::Json group : *groups) {
      item.groups.push_back(reader.text(group));
    }
  }
}

void read_type(const JsonObject& request, Reader& reader, Item& item) {
  if (const std::optional<JsonObject> kind = reader.object(request, "kind")) {
    item.type =
        kube::GroupKind{.group = reader.text(*kind, "group"), .kind = reader.text(*kind, "kind")};
  }
}

}  // namespace

std::optional<Item> item_of_review(const JsonObject& review, const kube::FieldPath& path) {
  Reader reader;
  const std::optional<JsonObject> request = reader.object(review, "request");
  const std::optional<kube::Json> object =
      request ? Reader::field(*request, "object") : std::nullopt;
  if (!object) {
    return std::nullopt;
  }
  Item item{.object = *object,
            .before = Reader::field(*request, "oldObject"),
            .operation = operation_from(reader.text(*request, "operation")),
            .path = path.child("request").child("object")};
  item.name_space = reader.text(*request, "namespace");
  item.name = reader.text(*request, "name");
  read_type(*request, reader, item);
  read_user(*request, reader, item);
  return item;
}

}  // namespace postern::check
