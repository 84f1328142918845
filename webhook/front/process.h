// Settings of the whole process that a front needs.
// Guarantees to change only what is listed here.
#pragma once

#include <cstddef>

namespace postern::front {

/// Ignores SIGPIPE, raises the limit of open files towards `files`, and makes the allocator give
/// large blocks back to the system at once.
void prepare_process(std::size_t files);

}  // namespace postern::front
