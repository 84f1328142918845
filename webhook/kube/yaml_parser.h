// libyaml's parser and events, owned, and its terms in ours.
// Guarantees that what libyaml allocates is freed, and reasons that quote nothing of the text.
#pragma once

#include <yaml.h>

#include <string_view>

#include "base/speakable.h"
#include "kube/yaml_nodes.h"

namespace postern::kube {

/// One event, owned.
class YamlEvent {
 public:
  YamlEvent() = default;
  YamlEvent(const YamlEvent&) = delete;
  YamlEvent& operator=(const YamlEvent&) = delete;
  ~YamlEvent() { clear(); }
  yaml_event_t* out() {
    clear();
    return &event_;
  }
  [[nodiscard]] const yaml_event_t& get() const { return event_; }

 private:
  void clear() {
    yaml_event_delete(&event_);
    event_ = {};
  }
  yaml_event_t event_{};
};

/// The parser of a text that outlives it.
class YamlParser {
 public:
  explicit YamlParser(std::string_view text) : ready_(yaml_parser_initialize(&parser_) == 1) {
    if (ready_) {
      yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                   text.size());
    }
  }
  YamlParser(const YamlParser&) = delete;
  YamlParser& operator=(const YamlParser&) = delete;
  ~YamlParser() { yaml_parser_delete(&parser_); }
  bool next(YamlEvent& event) { return ready_ && yaml_parser_parse(&parser_, event.out()) == 1; }
  [[nodiscard]] const yaml_parser_t& get() const { return parser_; }

 private:
  yaml_parser_t parser_{};
  bool ready_;
};

/// Empty for nullptr.
[[nodiscard]] std::string_view view_of(const yaml_char_t* text);

[[nodiscard]] Tag tag_of(const yaml_char_t* text);

/// Of a scalar.
[[nodiscard]] ScalarStyle style_of(const yaml_event_t& event);

/// Why the parser stopped.
[[nodiscard]] Literal problem_of(const yaml_parser_t& parser);

}  // namespace postern::kube
