#include "base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace postern {
namespace {

constexpr int kAttempts = 3;

class OpenFile {
 public:
  // O_NONBLOCK: a FIFO without a writer must not hold us.
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// The file's bytes, at most one more than allowed.
Result<std::string> read_all(int descriptor, std::size_t maximum) {
  std::string text(maximum + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno != EINTR) {
      return tl::unexpected(file_error(errno));
    }
    if (count == 0) {
      break;
    }
    size += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  text.resize(size);
  return text;
}

bool unchanged(const struct stat& before, const struct stat& after) {
  return before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
         before.st_mtim.tv_nsec == after.st_mtim.tv_nsec;
}

}  // namespace

Error file_error(int code) {
  switch (code) {
    case ENOENT:
    case ENOTDIR:
      return {Literal("the file does not exist")};
    case EACCES:
    case EPERM:
      return {Literal("there is no permission to read the file")};
    case EISDIR:
      return {Literal("it is a directory")};
    case ELOOP:
      return {Literal("its symbolic links form a loop")};
    default:
      return {say("the file cannot be read (errno {})", Count(static_cast<std::uint64_t>(code)))};
  }
}

Result<std::string> read_file(const std::string& path, std::size_t maximum) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const OpenFile file(path);
    struct stat before{};
    struct stat after{};
    if (file.get() < 0 || ::fstat(file.get(), &before) != 0) {
      return tl::unexpected(file_error(errno));
    }
    if (!S_ISREG(before.st_mode)) {
      return S_ISDIR(before.st_mode) ? failure("it is a directory, not a file")
                                     : failure("it is not a regular file");
    }
    Result<std::string> text = read_all(file.get(), maximum);
    if (!text) {
      return text;
    }
    if (text->size() > maximum) {
      return failure("the file is larger than {} KiB", Count(maximum >> 10U));
    }
    if (::fstat(file.get(), &after) == 0 && unchanged(before, after)) {
      return text;
    }
  }
  return failure("the file is being written to");
}

}  // namespace postern
