#include "front/process.h"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

namespace postern::front {

void prepare_process(std::size_t files) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // NOLINT(cert-err33-c): cannot fail here
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < files) {
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, files);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  // Setting the threshold stops glibc from raising it with every large block freed; otherwise the
  // memory of the largest reviews stays in the heap for good (mallopt(3), M_MMAP_THRESHOLD).
  constexpr int kLargeBlock = 256 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBlock);  // NOLINT(concurrency-mt-unsafe): glibc locks
  ::mallopt(M_TRIM_THRESHOLD, kLargeBlock);  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace postern::front
