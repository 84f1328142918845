// Completion scripts and the manual page, each written from the command tree.
// Guarantees that a word of the tree is quoted for the language it is written into.
#pragma once

#include <span>
#include <string>

#include "manual/command_tree.h"

namespace postern::manual {

[[nodiscard]] std::string bash_completion(std::span<const Command> commands);
[[nodiscard]] std::string zsh_completion(std::span<const Command> commands);
[[nodiscard]] std::string fish_completion(std::span<const Command> commands);
[[nodiscard]] std::string man_page(std::span<const Command> commands);

}  // namespace postern::manual
