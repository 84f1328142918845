#include "front/worker_thread.h"

#include <csignal>
#include <system_error>
#include <utility>

namespace postern::front {
namespace {

constexpr std::size_t kStackBytes = std::size_t{8} * 1024 * 1024;

}  // namespace

WorkerThread::WorkerThread(std::function<void()> body) : body_(std::move(body)) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  // A new thread inherits the mask: signals stay with the threads that wait for them.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(
      &thread_, &attributes,
      [](void* self) -> void* {
        static_cast<WorkerThread*>(self)->body_();
        return nullptr;
      },
      this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), "cannot start a thread");
  }
}

WorkerThread::~WorkerThread() { pthread_join(thread_, nullptr); }

}  // namespace postern::front
