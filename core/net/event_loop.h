// One epoll loop: descriptors that became ready, timers that are due, and hooks around the sleep.
//
// Threads: the loop runs on one thread. Wake may be called from any.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

namespace trellis {

class EventLoop {
 public:
  enum Interest : uint32_t {
    kReadable = 1,
    kWritable = 2
  };
  using Callback = std::function<void(uint32_t ready)>;
  using TimerId = uint64_t;

  EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop();

  // Watches a descriptor (level-triggered). The callback may remove it, and others.
  void Add(int fd, uint32_t interest, Callback callback);
  void SetInterest(int fd, uint32_t interest);
  void Remove(int fd);

  // Runs once, after at least `delay_ms`.
  TimerId AddTimer(int64_t delay_ms, std::function<void()> callback);
  // False if it ran already.
  bool RemoveTimer(TimerId id);

  // Called each turn just before the loop may sleep, when it has read its timers and falls asleep, and
  // just after. Between the last two, who holds the server's lock may set timers and watches, and
  // must Wake the loop.
  void set_before_sleep(std::function<void()> hook) { before_sleep_ = std::move(hook); }
  void set_falling_asleep(std::function<void()> hook) { falling_asleep_ = std::move(hook); }
  void set_after_sleep(std::function<void()> hook) { after_sleep_ = std::move(hook); }

  void Run();
  // One turn that doesn't sleep longer than timeout_ms.
  void RunOnce(int timeout_ms);
  // Handles the descriptors that are ready, without sleep, hooks or timers. For a callback that runs
  // for long, or for who holds the server's lock while the loop waits for it.
  void ServeReady();
  void Stop() { stopped_ = true; }
  // Ends the loop's sleep.
  void Wake();

 private:
  struct Watch {
    int fd;
    uint32_t interest;
    bool alive;
    Callback callback;
  };
  // Waits for ready descriptors; `asleep`: between the hooks.
  void Handle(int timeout_ms, bool asleep);
  void RunTimers();
  [[nodiscard]] int NextTimeout(int at_most) const;

  int epoll_fd_;
  int wake_fd_;
  bool stopped_ = false;
  int depth_ = 0;  // of Handle within Handle
  std::unordered_map<int, Watch*> watches_;
  std::vector<Watch*> removed_;  // freed after the turn: events may still point to them
  std::map<std::pair<int64_t, TimerId>, std::function<void()>> timers_;
  std::unordered_map<TimerId, int64_t> timer_due_;
  TimerId next_timer_ = 1;
  std::function<void()> before_sleep_;
  std::function<void()> falling_asleep_;
  std::function<void()> after_sleep_;
};

}  // namespace trellis
