#include "front/directory_watch.h"

#include <poll.h>
#include <sys/inotify.h>

#include <array>
#include <cstdint>
#include <filesystem>

namespace postern::front {

DirectoryWatch::DirectoryWatch(std::set<std::string> directories)
    : directories_(std::move(directories)), inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  renew();
}

bool DirectoryWatch::renew() {
  bool complete = inotify_.valid();
  for (const std::string& directory : directories_) {
    // The same directory again is no second watch, a directory put in its place is a new one.
    complete = ::inotify_add_watch(inotify_.get(), directory.c_str(),
                                   IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE | IN_DELETE |
                                       IN_MOVED_FROM | IN_ONLYDIR) >= 0 &&
               complete;
  }
  return complete;
}

DirectoryWatch::Event DirectoryWatch::wait(std::chrono::milliseconds timeout) {
  std::array<pollfd, 2> polled{pollfd{stop_.fd(), POLLIN, 0}, pollfd{inotify_.get(), POLLIN, 0}};
  const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(timeout.count()));
  if (ready > 0 && polled[0].revents != 0) {
    return Event::kStop;
  }
  if (ready <= 0 || polled[1].revents == 0) {
    return Event::kTimeout;
  }
  alignas(inotify_event) std::array<char, 4096> events{};
  while (::read(inotify_.get(), events.data(), events.size()) > 0) {
  }
  return Event::kChange;
}

void DirectoryWatch::stop() { stop_.raise(); }

std::string directory_of(const std::string& file) {
  const std::string directory = std::filesystem::path(file).parent_path().string();
  return directory.empty() ? "." : directory;
}

}  // namespace postern::front
