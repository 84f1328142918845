#include "certificate/files.h"

#include <fcntl.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkostemp(3) is POSIX
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "front/file_descriptor.h"

namespace postern::certificate {
namespace {

namespace fs = std::filesystem;

// A file under a name of its own, removed unless it was moved to its place.
class Staged {
 public:
  Staged(fs::path place, fs::path temporary)
      : place_(std::move(place)), temporary_(std::move(temporary)) {}
  Staged(Staged&& other) noexcept = default;
  Staged& operator=(Staged&&) = delete;
  Staged(const Staged&) = delete;
  Staged& operator=(const Staged&) = delete;
  ~Staged() {
    if (!temporary_.empty()) {
      static_cast<void>(::unlink(temporary_.c_str()));
    }
  }

  [[nodiscard]] Result<void> move_to_place(Existing existing) {
    const unsigned flags = existing == Existing::kRefuse ? RENAME_NOREPLACE : 0U;
    if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, place_.c_str(), flags) != 0) {
      return errno == EEXIST
                 ? failure("{} exists already; --force replaces it", Name(place_.c_str()))
                 : failure("{} cannot be written", Name(place_.c_str()));
    }
    temporary_.clear();
    return {};
  }

 private:
  fs::path place_;
  fs::path temporary_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return true;
}

Result<Staged> stage(const fs::path& directory, const File& file) {
  const fs::path place = directory / file.name;
  std::string temporary = (directory / ("." + file.name + ".XXXXXX")).string();
  // mkostemp makes it with mode 0600.
  const front::FileDescriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.valid()) {
    return failure("{} cannot be written", Name(place.c_str()));
  }
  Staged staged(place, temporary);
  const mode_t mode = file.reader == Reader::kOwner ? 0600 : 0644;
  if (!write_all(fd.get(), file.content.expose()) || ::fchmod(fd.get(), mode) != 0 ||
      ::fsync(fd.get()) != 0) {
    return failure("{} cannot be written", Name(place.c_str()));
  }
  return staged;
}

}  // namespace

Result<void> write_files(const std::string& directory, const std::vector<File>& files,
                         Existing existing) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    return failure("{} cannot be made", Name(directory));
  }
  for (const File& file : files) {
    if (existing == Existing::kRefuse && fs::exists(fs::path(directory) / file.name, error)) {
      return failure("{} exists already; --force replaces it",
                     Name((fs::path(directory) / file.name).string()));
    }
  }
  std::vector<Staged> staged;
  staged.reserve(files.size());
  for (const File& file : files) {
    Result<Staged> one = stage(directory, file);
    if (!one) {
      return tl::unexpected(one.error());
    }
    staged.push_back(*std::move(one));
  }
  for (Staged& one : staged) {
    if (Result<void> moved = one.move_to_place(existing); !moved) {
      return moved;
    }
  }
  return {};
}

}  // namespace postern::certificate
