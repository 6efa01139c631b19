#include "core/net/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/clock.h"

namespace trellis {
namespace {

// Events taken from the kernel at a time.
constexpr int kBatch = 256;

uint32_t EpollEvents(uint32_t interest) {
  return ((interest & EventLoop::kReadable) != 0 ? EPOLLIN : 0U) |
         ((interest & EventLoop::kWritable) != 0 ? EPOLLOUT : 0U);
}

}  // namespace

EventLoop::EventLoop()
    : epoll_fd_(epoll_create1(EPOLL_CLOEXEC)), wake_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (epoll_fd_ < 0 || wake_fd_ < 0) std::abort();
  Add(wake_fd_, kReadable, [this](uint32_t) {
    uint64_t count = 0;
    // Whatever it says, the sleep is over.
    (void)!read(wake_fd_, &count, sizeof count);
  });
}

EventLoop::~EventLoop() {
  for (const auto& [fd, watch] : watches_)
    delete watch;
  for (Watch* watch : removed_)
    delete watch;
  close(wake_fd_);
  close(epoll_fd_);
}

void EventLoop::Add(int fd, uint32_t interest, Callback callback) {
  auto* watch = new Watch{fd, interest, true, std::move(callback)};
  watches_[fd] = watch;
  epoll_event event{};
  event.events = EpollEvents(interest);
  event.data.ptr = watch;
  epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event);
}

void EventLoop::SetInterest(int fd, uint32_t interest) {
  const auto found = watches_.find(fd);
  if (found == watches_.end() || found->second->interest == interest) return;
  found->second->interest = interest;
  epoll_event event{};
  event.events = EpollEvents(interest);
  event.data.ptr = found->second;
  epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, fd, &event);
}

void EventLoop::Remove(int fd) {
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return;
  epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr);
  found->second->alive = false;
  removed_.push_back(found->second);
  watches_.erase(found);
}

EventLoop::TimerId EventLoop::AddTimer(int64_t delay_ms, std::function<void()> callback) {
  const TimerId id = next_timer_++;
  const int64_t due = clock::MonotonicUs() + delay_ms * 1000;
  timers_.emplace(std::pair(due, id), std::move(callback));
  timer_due_[id] = due;
  return id;
}

bool EventLoop::RemoveTimer(TimerId id) {
  const auto found = timer_due_.find(id);
  if (found == timer_due_.end()) return false;
  timers_.erase({found->second, id});
  timer_due_.erase(found);
  return true;
}

void EventLoop::RunTimers() {
  const int64_t now = clock::MonotonicUs();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const auto first = timers_.begin();
    const std::function<void()> callback = std::move(first->second);
    timer_due_.erase(first->first.second);
    timers_.erase(first);
    callback();
  }
}

int EventLoop::NextTimeout(int at_most) const {
  if (timers_.empty()) return at_most;
  const int64_t left_us = timers_.begin()->first.first - clock::MonotonicUs();
  const auto left_ms = static_cast<int>(std::clamp<int64_t>((left_us + 999) / 1000, 0, 1000));
  return at_most < 0 ? left_ms : std::min(at_most, left_ms);
}

void EventLoop::RunOnce(int timeout_ms) {
  if (before_sleep_) before_sleep_();
  Handle(NextTimeout(timeout_ms), true);
  RunTimers();
}

void EventLoop::ServeReady() {
  Handle(0, false);
}

void EventLoop::Handle(int timeout_ms, bool asleep) {
  epoll_event events[kBatch];
  ++depth_;  // before the sleep: who has the lock then may ServeReady
  if (asleep && falling_asleep_) falling_asleep_();
  const int count = epoll_wait(epoll_fd_, events, kBatch, timeout_ms);
  if (asleep && after_sleep_) after_sleep_();
  for (int i = 0; i < count; ++i) {
    auto* watch = static_cast<Watch*>(events[i].data.ptr);
    if (!watch->alive) continue;
    const uint32_t bits = events[i].events;
    uint32_t ready = 0;
    if ((bits & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) ready |= kReadable;
    if ((bits & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0) ready |= kWritable;
    watch->callback(ready);
  }
  if (--depth_ > 0) return;  // the outer one's events may point to what was removed
  for (Watch* watch : removed_)
    delete watch;
  removed_.clear();
}

void EventLoop::Run() {
  while (!stopped_)
    RunOnce(-1);
}

void EventLoop::Wake() {
  const uint64_t one = 1;
  (void)!write(wake_fd_, &one, sizeof one);
}

}  // namespace trellis
