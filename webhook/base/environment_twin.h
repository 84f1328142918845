// The environment variable that stands for a flag of the command line.
// Guarantees one way of naming them: --tls-cert has the twin POSTERN_TLS_CERT.
#pragma once

#include <string>
#include <string_view>

namespace postern {

/// `flag` is a long one, with its dashes.
[[nodiscard]] std::string environment_twin(std::string_view flag);

}  // namespace postern
