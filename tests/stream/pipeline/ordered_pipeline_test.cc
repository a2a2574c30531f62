// The pipeline of segments: order, bounds, errors, cancellation, threads that do not
// start.
#include "stream/pipeline/ordered_pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "support/child_without_threads.h"

namespace rondo::stream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Pipeline = OrderedPipeline<int>;
using Numbers = std::vector<int>;

Pipeline::Take Into(Numbers* taken) {
  return [taken](int chunk) {
    taken->push_back(chunk);
    return absl::OkStatus();
  };
}

// Puts first, first + 1, ..., `count` of them.
Pipeline::Job Counting(int first, int count = 1) {
  return [first, count](Outlet<int>& outlet) -> absl::Status {
    for (int i = 0; i < count; ++i) RONDO_RETURN_IF_ERROR(outlet.Put(first + i, 1));
    return absl::OkStatus();
  };
}

void Sleep(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

// A starter that lets so many threads live at once; -1: no bound.
class FewThreads {
 public:
  explicit FewThreads(int most) : free_(most) {}

  base::ThreadStarter starter() {
    return [this](std::function<void()> body) -> absl::StatusOr<std::thread> {
      ++asked;
      if (free_ == 0) return absl::ResourceExhaustedError("no thread to spare");
      --free_;
      return base::StartThread([this, body = std::move(body)] {
        body();
        ++free_;
      });
    };
  }

  std::atomic<int> asked = 0;

 private:
  std::atomic<int> free_;
};

TEST(OrderedPipeline, HandsChunksOverInTheOrderOfJobs) {
  for (const int threads : {1, 2, 3, 16}) {
    Numbers taken;
    Pipeline pipeline({.threads = threads, .room_bytes = 3}, Into(&taken));
    constexpr int kJobs = 60;
    constexpr int kChunks = 9;
    for (int i = 0; i < kJobs; ++i) {
      ASSERT_TRUE(pipeline
                      .Add([i](Outlet<int>& outlet) {
                        // Later jobs are often done first.
                        if (i % 5 == 0) Sleep(2);
                        return Counting(i * kChunks, kChunks)(outlet);
                      })
                      .ok());
    }
    ASSERT_TRUE(pipeline.Finish().ok());
    Numbers expected(kJobs * kChunks);
    for (int i = 0; i < kJobs * kChunks; ++i) expected[i] = i;
    EXPECT_EQ(taken, expected) << threads;
  }
}

TEST(OrderedPipeline, RunsAsManyJobsAtOnceAsThereAreThreadsAndNoMore) {
  constexpr int kThreads = 3;
  Numbers taken;
  Pipeline pipeline({.threads = kThreads}, Into(&taken));
  std::barrier together(kThreads);  // no job goes on before kThreads are there
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  for (int i = 0; i < 4 * kThreads; ++i) {
    ASSERT_TRUE(pipeline
                    .Add([&, i](Outlet<int>& outlet) {
                      const int now = ++running;
                      for (int seen = most; now > seen;) {
                        if (most.compare_exchange_weak(seen, now)) break;
                      }
                      together.arrive_and_wait();
                      --running;
                      return outlet.Put(i, 0);
                    })
                    .ok());
  }
  ASSERT_TRUE(pipeline.Finish().ok());
  EXPECT_EQ(most, kThreads);
  EXPECT_EQ(taken.size(), 4u * kThreads);
}

TEST(OrderedPipeline, OneThreadIsTheCallersOwn) {
  const auto caller = std::this_thread::get_id();
  FewThreads none(0);
  std::vector<std::string> events;
  Pipeline pipeline({.threads = 1, .start_thread = none.starter()}, [&](int chunk) {
    events.push_back("take " + std::to_string(chunk));
    return absl::OkStatus();
  });
  for (const int i : {1, 2}) {
    ASSERT_TRUE(pipeline
                    .Add([&, i](Outlet<int>& outlet) {
                      EXPECT_EQ(std::this_thread::get_id(), caller);
                      EXPECT_TRUE(outlet.is_direct());
                      const absl::Status status = outlet.Put(i, 1);
                      events.push_back("put " + std::to_string(i));
                      return status;
                    })
                    .ok());
  }
  ASSERT_TRUE(pipeline.Finish().ok());
  EXPECT_THAT(events, ElementsAre("take 1", "put 1", "take 2", "put 2"));
  EXPECT_EQ(none.asked, 0);
}

TEST(OrderedPipeline, TakesOnTheCallersThread) {
  const auto caller = std::this_thread::get_id();
  Pipeline pipeline({.threads = 4}, [&](int) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    return absl::OkStatus();
  });
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(pipeline
                    .Add([&](Outlet<int>& outlet) {
                      EXPECT_NE(std::this_thread::get_id(), caller);
                      EXPECT_FALSE(outlet.is_direct());
                      return outlet.Put(0, 1);
                    })
                    .ok());
  }
  EXPECT_TRUE(pipeline.Finish().ok());
}

TEST(OrderedPipeline, AJobIsNotFurtherAheadThanItsRoom) {
  constexpr int kRoom = 4;
  constexpr int kChunks = 50;
  for (const int size : {1, 2, 100}) {
    const int most = std::max(1, kRoom / size);
    std::atomic<int> put[2] = {};
    int taken[2] = {};
    Pipeline pipeline({.threads = 2, .room_bytes = kRoom}, [&](int job) {
      Sleep(taken[job] % 10 == 0 ? 1 : 0);
      ++taken[job];
      // One more may stand in Push as its chunk is being taken.
      EXPECT_LE(put[job], taken[job] + most) << job;
      EXPECT_LE(put[1], taken[1] + most);
      return absl::OkStatus();
    });
    for (const int job : {0, 1}) {
      ASSERT_TRUE(pipeline
                      .Add([&, job](Outlet<int>& outlet) -> absl::Status {
                        for (int i = 0; i < kChunks; ++i) {
                          RONDO_RETURN_IF_ERROR(outlet.Put(job, size));
                          ++put[job];
                        }
                        return absl::OkStatus();
                      })
                      .ok());
    }
    ASSERT_TRUE(pipeline.Finish().ok());
    EXPECT_EQ(taken[0] + taken[1], 2 * kChunks);
  }
}

TEST(OrderedPipeline, TheErrorOfAJobComesBehindWhatWasPutBeforeIt) {
  for (const int threads : {1, 2, 8}) {
    Numbers taken;
    Pipeline pipeline({.threads = threads, .room_bytes = 100}, Into(&taken));
    absl::Status status;
    for (int i = 0; i < 20 && status.ok(); ++i) {
      status = pipeline.Add([i](Outlet<int>& outlet) -> absl::Status {
        if (i < 5) Sleep(1);
        RONDO_RETURN_IF_ERROR(outlet.Put(i, 1));
        // The second error is there first.
        return i == 5 || i == 6 ? absl::DataLossError("job " + std::to_string(i))
                                : absl::OkStatus();
      });
    }
    if (status.ok()) status = pipeline.Finish();
    EXPECT_EQ(status, absl::DataLossError("job 5"));
    EXPECT_THAT(taken, ElementsAre(0, 1, 2, 3, 4, 5));
    // Nothing is done any more.
    EXPECT_EQ(pipeline.Add(Counting(100)), status);
    EXPECT_EQ(pipeline.AddAlone(Counting(100)), status);
    EXPECT_EQ(pipeline.Finish(), status);
    EXPECT_EQ(taken.size(), 6u);
  }
}

TEST(OrderedPipeline, TheErrorOfTheTakerCancelsAllJobs) {
  for (const int threads : {1, 4}) {
    int taken = 0;
    std::atomic<int> cancelled = 0;
    absl::Status status;
    {
      Pipeline pipeline({.threads = threads, .room_bytes = 2}, [&](int) {
        return ++taken == 10 ? absl::UnavailableError("disk full") : absl::OkStatus();
      });
      for (int i = 0; i < threads && status.ok(); ++i) {
        status = pipeline.Add([&](Outlet<int>& outlet) {
          absl::Status put;
          while (put.ok()) put = outlet.Put(0, 1);  // for ever
          ++cancelled;
          return put;
        });
      }
      if (status.ok()) status = pipeline.Finish();
      EXPECT_EQ(status, absl::UnavailableError("disk full"));
      EXPECT_EQ(pipeline.Finish(), status);
    }
    EXPECT_EQ(taken, 10);
    EXPECT_EQ(cancelled, threads);
  }
}

TEST(OrderedPipeline, TheErrorOfTheTakerCountsWhateverTheJobMakesOfIt) {
  Pipeline pipeline({.threads = 1}, [](int) { return absl::UnavailableError("full"); });
  EXPECT_EQ(pipeline.Add([](Outlet<int>& outlet) {
    EXPECT_FALSE(outlet.Put(1, 1).ok());
    EXPECT_FALSE(outlet.Put(2, 1).ok());
    return absl::OkStatus();
  }),
            absl::UnavailableError("full"));
}

TEST(OrderedPipeline, GoingAwayEarlyCancelsJobs) {
  std::atomic<int> cancelled = 0;
  {
    Numbers taken;
    Pipeline pipeline({.threads = 3, .room_bytes = 1}, Into(&taken));
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(pipeline
                      .Add([&](Outlet<int>& outlet) {
                        absl::Status put;
                        while (put.ok()) put = outlet.Put(0, 1);
                        cancelled += absl::IsCancelled(put) ? 1 : 0;
                        return put;
                      })
                      .ok());
    }
    EXPECT_THAT(taken, IsEmpty());
  }
  EXPECT_EQ(cancelled, 3);
}

TEST(OrderedPipeline, AJobAloneComesBehindThoseBeforeIt) {
  const auto caller = std::this_thread::get_id();
  for (const int threads : {1, 4}) {
    Numbers taken;
    Pipeline pipeline({.threads = threads}, Into(&taken));
    ASSERT_TRUE(pipeline.Add(Counting(0, 3)).ok());
    ASSERT_TRUE(pipeline.Add(Counting(3, 3)).ok());
    ASSERT_TRUE(pipeline
                    .AddAlone([&](Outlet<int>& outlet) {
                      EXPECT_EQ(std::this_thread::get_id(), caller);
                      EXPECT_EQ(taken.size(), 6u);
                      return outlet.Put(6, 1);
                    })
                    .ok());
    EXPECT_EQ(taken.size(), 7u);
    ASSERT_TRUE(pipeline.Add(Counting(7)).ok());
    ASSERT_TRUE(pipeline.Finish().ok());
    EXPECT_THAT(taken, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  }
}

TEST(OrderedPipeline, ManyThreadsAndManyJobs) {
  Numbers taken;
  Pipeline pipeline({.threads = 64, .room_bytes = 1}, Into(&taken));
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(pipeline.Add(Counting(2 * i, 2)).ok());
  ASSERT_TRUE(pipeline.Finish().ok());
  ASSERT_EQ(taken.size(), 600u);
  for (int i = 0; i < 600; ++i) EXPECT_EQ(taken[i], i);
}

TEST(OrderedPipeline, IsUsedAgainAfterFinish) {
  Numbers taken;
  Pipeline pipeline({.threads = 2}, Into(&taken));
  EXPECT_TRUE(pipeline.Finish().ok());
  ASSERT_TRUE(pipeline.Add(Counting(0)).ok());
  EXPECT_TRUE(pipeline.Finish().ok());
  ASSERT_TRUE(pipeline.Add(Counting(1)).ok());
  EXPECT_TRUE(pipeline.Finish().ok());
  EXPECT_THAT(taken, ElementsAre(0, 1));
}

TEST(OrderedPipeline, NoThreadAtAllIsAnError) {
  FewThreads none(0);
  Numbers taken;
  Pipeline pipeline({.threads = 4, .start_thread = none.starter()}, Into(&taken));
  const absl::Status status = pipeline.Add(Counting(0));
  EXPECT_EQ(status, absl::ResourceExhaustedError("no thread to spare"));
  EXPECT_EQ(pipeline.Finish(), status);
  EXPECT_THAT(taken, IsEmpty());
}

TEST(OrderedPipeline, GoesOnWithTheThreadsThatThereAre) {
  for (const int most : {1, 2, 5}) {
    FewThreads few(most);
    Numbers taken;
    Pipeline pipeline({.threads = 8, .start_thread = few.starter()}, Into(&taken));
    for (int i = 0; i < 40; ++i) {
      ASSERT_TRUE(pipeline.Add(Counting(3 * i, 3)).ok()) << most;
    }
    ASSERT_TRUE(pipeline.Finish().ok());
    ASSERT_EQ(taken.size(), 120u);
    for (int i = 0; i < 120; ++i) EXPECT_EQ(taken[i], i);
    EXPECT_GT(few.asked, 40);
  }
}

// An error of a job that is handed over to free its thread is the one that is reported.
TEST(OrderedPipeline, ReportsTheFirstErrorWhenAThreadDoesNotStart) {
  FewThreads one(1);
  Numbers taken;
  Pipeline pipeline({.threads = 2, .start_thread = one.starter()}, Into(&taken));
  ASSERT_TRUE(pipeline
                  .Add([&](Outlet<int>&) {
                    // It keeps the only thread until the next job was refused one.
                    while (one.asked < 2) Sleep(1);
                    return absl::DataLossError("damaged");
                  })
                  .ok());
  EXPECT_EQ(pipeline.Add(Counting(0)), absl::DataLossError("damaged"));
  EXPECT_THAT(taken, IsEmpty());
}

TEST(StartThread, RunsTheBodyOnAThreadOfItsOwn) {
  std::thread::id id;
  auto thread = base::StartThread([&] { id = std::this_thread::get_id(); });
  ASSERT_TRUE(thread.ok()) << thread.status();
  thread->join();
  EXPECT_NE(id, std::thread::id());
  EXPECT_NE(id, std::this_thread::get_id());
}

TEST(StartThread, FailsWhereTheSystemGivesNone) {
  EXPECT_TRUE(rondo::testing::HoldsWithoutThreads([] {
    const auto thread = base::StartThread([] {});
    return absl::IsResourceExhausted(thread.status()) &&
           absl::StartsWith(thread.status().message(), "cannot start a thread: ");
  }));
}

}  // namespace
}  // namespace rondo::stream
