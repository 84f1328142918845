// A joining thread with a stack of 8 MiB, whatever the process's limits are.
// Guarantees that destruction waits for its end, and that no signal is delivered to it.
#pragma once

#include <pthread.h>

#include <functional>

namespace postern::front {

class WorkerThread {
 public:
  /// Throws std::system_error when the system has no thread left.
  explicit WorkerThread(std::function<void()> body);
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;
  ~WorkerThread();

 private:
  std::function<void()> body_;
  pthread_t thread_{};
};

}  // namespace postern::front
