// Waits for changes of files by watching the directories they are in.
// Guarantees to notice the `..data` rename by which a kubelet updates a mounted Secret; whatever
// else may be missed, the timeout of wait() covers.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "front/file_descriptor.h"
#include "front/stop_signal.h"

namespace postern::front {

class DirectoryWatch {
 public:
  /// `directories` need not exist yet.
  explicit DirectoryWatch(std::set<std::string> directories);

  enum class Event : std::uint8_t { kChange, kTimeout, kStop };
  /// Blocks for a change in a directory, at most `timeout`.
  [[nodiscard]] Event wait(std::chrono::milliseconds timeout);

  /// Watches the directories that were not there before; false when some still cannot be watched.
  bool renew();

  /// Makes this and every later wait() return kStop. Callable from any thread.
  void stop();

 private:
  std::set<std::string> directories_;
  FileDescriptor inotify_;
  StopSignal stop_;
};

/// The directory of a file, "." for a bare name.
[[nodiscard]] std::string directory_of(const std::string& file);

}  // namespace postern::front
