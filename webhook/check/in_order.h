// Works on tasks side by side and takes the results in the order of the tasks.
// Guarantees that only a few tasks and results are in memory, and that an exception of the work
// comes out of take().
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace postern::check {

/// Threads that run jobs; they are started one by one, as jobs come.
class Workers {
 public:
  explicit Workers(std::size_t most) : most_(most) {}
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  void run(std::function<void()> job);
  [[nodiscard]] std::size_t most() const { return most_; }

 private:
  void work();

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// Calls `take(work(task))` for every task that `next` gives, in their order. `next` and `take` run
/// on this thread, `work` on the workers'.
template <typename Next, typename Work, typename Take>
void in_order(Workers& workers, const Next& next, const Work& work, const Take& take) {
  using Task = typename std::invoke_result_t<Next>::value_type;
  using Outcome = std::invoke_result_t<Work, Task&>;
  std::deque<std::future<Outcome>> running;
  // A few more than threads, so that none waits for this one.
  const std::size_t most = (2 * workers.most()) + 2;
  std::optional<Task> task = next();
  while (task || !running.empty()) {
    if (task && running.size() < most) {
      auto promise = std::make_shared<std::packaged_task<Outcome()>>(
          [&work, moved = std::make_shared<Task>(*std::move(task))] { return work(*moved); });
      running.push_back(promise->get_future());
      workers.run([promise] { (*promise)(); });
      task = next();
      continue;
    }
    take(running.front().get());
    running.pop_front();
  }
}

}  // namespace postern::check
