#include "check/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "base/read_file.h"

namespace postern::check {
namespace {

// A read of a pipe may be interrupted; then it is asked again.
template <typename Read>
Result<std::size_t> uninterrupted(const Read& read) {
  for (;;) {
    const ssize_t count = read();
    if (count >= 0) {
      return static_cast<std::size_t>(count);
    }
    if (errno != EINTR) {
      return tl::unexpected(file_error(errno));
    }
  }
}

bool is_regular_file(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

OpenFile::OpenFile(int descriptor, bool owned, bool regular)
    : descriptor_(descriptor), owned_(owned), regular_(regular) {}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_(other.descriptor_),
      owned_(std::exchange(other.owned_, false)),
      regular_(other.regular_),
      read_(other.read_) {}

OpenFile::~OpenFile() {
  if (owned_) {
    ::close(descriptor_);
  }
}

Result<OpenFile> OpenFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return tl::unexpected(file_error(errno));
  }
  return OpenFile(descriptor, true, is_regular_file(descriptor));
}

// Not "regular" even when a file is redirected into it: where it starts is not known.
OpenFile OpenFile::standard_input() { return {STDIN_FILENO, false, false}; }

Result<std::size_t> OpenFile::read(std::span<char> into) {
  Result<std::size_t> count =
      uninterrupted([&] { return ::read(descriptor_, into.data(), into.size()); });
  read_ += count.value_or(0);
  if (!regular_ && read_ > kMaximumStream) {
    return failure("the input is larger than {} bytes", Count(kMaximumStream));
  }
  return count;
}

Result<std::string> OpenFile::read_at(std::size_t offset, std::size_t size) const {
  std::string text(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const Result<std::size_t> count = uninterrupted([&] {
      return ::pread(descriptor_, text.data() + done, size - done,
                     static_cast<off_t>(offset + done));
    });
    if (!count) {
      return tl::unexpected(count.error());
    }
    if (*count == 0) {
      break;
    }
    done += *count;
  }
  text.resize(done);
  return text;
}

}  // namespace postern::check
