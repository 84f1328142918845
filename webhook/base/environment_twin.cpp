#include "base/environment_twin.h"

namespace postern {

std::string environment_twin(std::string_view flag) {
  std::string name = "POSTERN_";
  for (const char c : flag.substr(2)) {
    if (c == '-') {
      name += '_';
    } else {
      name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return name;
}

}  // namespace postern
