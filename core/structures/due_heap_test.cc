#include "core/structures/due_heap.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

namespace trellis {
namespace {

struct Job {
  int64_t due_at = 0;
  uint32_t place = 0;
};
struct JobTraits {
  using Item = Job;
  static int64_t DueAt(const Job* job) { return job->due_at; }
  static uint32_t Place(const Job* job) { return job->place; }
  static void SetPlace(Job* job, uint32_t place) { job->place = place; }
};

TEST(DueHeap, HasTheEarliestFirstWhateverComesGoesOrChanges) {
  std::mt19937 random(5);
  std::vector<Job> jobs(200);
  std::set<Job*> inside;
  DueHeap<JobTraits> heap;
  for (int i = 0; i < 20000; ++i) {
    Job* job = &jobs[random() % jobs.size()];
    const auto due_at = static_cast<int64_t>(random() % 100);
    if (!inside.contains(job)) {
      job->due_at = due_at;
      heap.Insert(job);
      inside.insert(job);
    } else if (random() % 2 == 0) {
      job->due_at = due_at;
      heap.Changed(job);
    } else {
      heap.Erase(job);
      inside.erase(job);
    }
    ASSERT_EQ(heap.size(), inside.size());
    heap.Verify();
    size_t due = 0;
    for (const Job* each : inside) {
      EXPECT_GE(each->due_at, heap.First()->due_at);
      due += each->due_at <= due_at ? 1 : 0;
    }
    ASSERT_EQ(heap.CountDue(due_at), due);
  }
}

TEST(DueHeap, FollowsAnItemToItsNewAddress) {
  Job early{.due_at = 1};
  Job late{.due_at = 2};
  DueHeap<JobTraits> heap;
  heap.Insert(&late);
  heap.Insert(&early);
  Job moved = early;
  heap.Moved(&moved);
  EXPECT_EQ(heap.First(), &moved);
  heap.Erase(&moved);
  EXPECT_EQ(heap.First(), &late);
}

}  // namespace
}  // namespace trellis
