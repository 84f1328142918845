#include "dsn/draft.h"

#include <utility>

namespace postern::dsn {

Draft::Draft(std::string_view text, Dsn& dsn, LibpqVersion version)
    : text_(text), dsn_(dsn), version_(version) {
  dsn_.parameters.reserve(8);
}

Parameter& Draft::append(Key key, std::string value, ByteRange range) {
  if (key != Key::kNone) {
    // libpq: the last value wins (fe-connect.c, conninfo_storeval replaces the former one).
    std::uint32_t& last = last_[index_of(key)];
    if (last != 0) {
      dsn_.parameters[last - 1].in_force = false;
    }
    last = static_cast<std::uint32_t>(dsn_.parameters.size() + 1);
  }
  Parameter& parameter = dsn_.parameters.emplace_back();
  parameter.key = key;
  parameter.keyword = keyword_of(key);
  parameter.value = Sealed(std::move(value));
  parameter.range = range;
  return parameter;
}

void Draft::store(Key key, std::string value, ByteRange range, std::string_view written) {
  Parameter& parameter = append(key, std::move(value), range);
  if (!written.empty() && written != parameter.keyword.view()) {
    parameter.written = Sealed(std::string(written));
  }
}

void Draft::store(std::string_view keyword, std::string value, ByteRange range) {
  // conninfo_storeval: requiressl=1... means require, any other value prefer.
  if (keyword == "requiressl") {
    store_alias("requiressl", value.starts_with('1') ? Literal("require") : Literal("prefer"),
                range);
    return;
  }
  const Key key = find_key(keyword);
  if (key == Key::kNone || first_version(key) > version_) {
    store_foreign(keyword, std::move(value), range, find_driver_parameter(keyword));
    return;
  }
  append(key, std::move(value), range);
}

void Draft::store_foreign(std::string_view keyword, std::string value, ByteRange range,
                          const DriverParameter* driver) {
  Parameter& parameter = append(Key::kNone, std::move(value), range);
  parameter.written = Sealed(std::string(keyword));
  Fault fault{.component = Component::kParameter, .reason = {}, .range = range};
  fault.unknown_keyword = true;
  if (driver == nullptr) {
    fault.reason = Literal("libpq has no such parameter");
  } else {
    parameter.keyword = driver->keyword;
    parameter.driver = driver->driver;
    fault.driver = driver->driver;
    fault.reason =
        say("libpq has no parameter {} (it is one of {})", driver->keyword, driver->driver);
    if (dsn_.driver.empty()) {
      dsn_.driver = driver->driver;
    }
  }
  if (!dsn_.fault) {
    keep(std::move(fault));
  }
}

void Draft::store_own(Literal keyword, std::string_view written, std::string value,
                      ByteRange range) {
  Parameter& parameter = append(Key::kNone, std::move(value), range);
  parameter.keyword = keyword;
  parameter.driver = dsn_.driver;
  parameter.written = Sealed(std::string(written));
}

void Draft::store_alias(Literal alias, Literal mode, ByteRange range) {
  Parameter& parameter = append(Key::kSslmode, std::string(mode.view()), range);
  parameter.alias = alias;
  parameter.written = Sealed(std::string(alias.view()));
}

void Draft::keep(Fault fault) {
  if (!dsn_.fault || dsn_.fault->unknown_keyword) {
    dsn_.fault = std::move(fault);
  }
}

void Draft::fail(Component component, Sentence reason, ByteRange range) {
  keep(Fault{.component = component, .reason = std::move(reason), .range = range});
}

void Draft::fail_at_connect(Component component, Sentence reason, ByteRange range) {
  keep(Fault{
      .component = component, .reason = std::move(reason), .range = range, .at_connect = true});
}

bool Draft::parsed() const { return !dsn_.fault || dsn_.fault->unknown_keyword; }

const std::string* Draft::value(Key key) const {
  const std::uint32_t last = last_[index_of(key)];
  return last == 0 ? nullptr : &dsn_.parameters[last - 1].value.expose();
}

ByteRange Draft::range(Key key) const {
  const std::uint32_t last = last_[index_of(key)];
  return last == 0 ? ByteRange{} : dsn_.parameters[last - 1].range;
}

}  // namespace postern::dsn
