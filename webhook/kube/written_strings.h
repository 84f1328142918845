// The connection strings in the literal values, command and args of a container.
// Guarantees that a reference whose value is not visible never makes a string look wrong.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dsn/dsn.h"
#include "kube/environment.h"

namespace postern::kube {

/// Looks up a variable for expansion.
using FindVariable = std::function<Variable(std::string_view name)>;

/// `text` with the visible references replaced, and a stand-in that no rule objects to where a
/// value exists but is not visible (a Secret that cannot be seen). A reference to nothing stays as
/// it is. Nothing when the text begins with a value that is not visible: it may be anything.
[[nodiscard]] std::optional<std::string> judged_text(std::string_view text,
                                                     const FindVariable& find, Budget& budget);

/// The string as it was written has a password that is no reference to something else: neither
/// `$(NAME)` nor, inside other text such as a shell command, `$NAME` or `${NAME}`.
[[nodiscard]] bool has_literal_password(std::string_view text, const dsn::Dsn& dsn, bool embedded);

}  // namespace postern::kube
