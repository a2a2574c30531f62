// Tested by tests/dictionary/gateway/fetch_test.cc.
#include "dictionary/gateway/gateway_session.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "dictionary/block_source.h"
#include "dictionary/car.h"

namespace rondo::dictionary {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr char kAcceptBlock[] = "application/vnd.ipld.raw";
constexpr char kAcceptCar[] = "application/vnd.ipld.car";
// For an answer, before others that wait for their next try are looked at.
constexpr milliseconds kStep{100};

struct Want {
  Cid cid;
  int tries = 0;  // that were begun
  Clock::time_point from = Clock::time_point::min();
  std::unique_ptr<HttpAnswer> answer;  // while it is under way
};

std::string OfType(const HttpAnswer& answer) {
  const std::string type = answer.ContentType();
  return type.empty() ? "" : absl::StrCat(" (", type, ")");
}

// Until when a request that failed is not sent again.
Clock::time_point NextTry(const GatewayLimits& limits, const Want& want) {
  const milliseconds own = limits.first_wait * (1 << (want.tries - 1));
  return Clock::now() +
         std::max(own, std::min(want.answer->RetryAfter(), kMaxRetryAfter));
}

}  // namespace

absl::Status GatewaySession::Pass(const Cid& cid, base::ByteVector block,
                                  const Sink& sink) {
  bytes_ += block.size();
  if (bytes_ > limits_.dictionary_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("has a dictionary of more than ", limits_.dictionary_bytes,
                     " bytes, which is not taken from a gateway"));
  }
  return sink(cid, std::move(block));
}

absl::Status GatewaySession::Take(const Cid& cid, HttpAnswer& answer, const Sink& sink) {
  absl::Status status = answer.status();
  base::ByteVector block;
  if (status.ok()) {
    block = answer.TakeBody();
    if (!CheckBlock(cid, block).ok()) {
      status = absl::DataLossError(absl::StrCat(
          "answered with ", block.size(), " bytes of something else", OfType(answer)));
    }
  }
  if (status.ok()) return Pass(cid, std::move(block), sink);
  if (cid == root_) return status;
  return {status.code(),
          absl::StrCat(status.message(), ", for its block ", cid.ToText())};
}

absl::Status GatewaySession::GetBlocks(const std::set<Cid>& wanted, const Sink& sink) {
  std::deque<Want> waiting;
  for (const Cid& cid : wanted) waiting.emplace_back().cid = cid;
  std::vector<Want> running;
  const auto is_due = [](const Want& want) { return want.from <= Clock::now(); };
  while (!waiting.empty() || !running.empty()) {
    while (running.size() < kParallelRequests) {
      const auto next = std::ranges::find_if(waiting, is_due);
      if (next == waiting.end()) break;
      Want want = std::move(*next);
      waiting.erase(next);
      RONDO_ASSIGN_OR_RETURN(
          want.answer,
          requests_.Begin({url_.OfBlock(want.cid), kAcceptBlock, kMaxBlockBytes}));
      ++want.tries;
      running.push_back(std::move(want));
    }
    RONDO_RETURN_IF_ERROR(requests_.Wait(kStep));
    for (Want& want : running) {
      if (!want.answer->is_done()) continue;
      if (want.answer->may_pass() && want.tries < limits_.tries) {
        waiting.push_back({want.cid, want.tries, NextTry(limits_, want), nullptr});
      } else {
        RONDO_RETURN_IF_ERROR(Take(want.cid, *want.answer, sink));
      }
      want.answer = nullptr;
    }
    std::erase_if(running, [](const Want& want) { return want.answer == nullptr; });
  }
  return absl::OkStatus();
}

absl::Status GatewaySession::GetCar(std::set<Cid>* wanted, const Sink& sink) {
  RONDO_ASSIGN_OR_RETURN(
      const std::unique_ptr<HttpAnswer> answer,
      requests_.Begin({url_.OfCar(root_), kAcceptCar, limits_.dictionary_bytes}));
  const auto read = [&](std::span<uint8_t> buffer) -> absl::StatusOr<size_t> {
    for (;;) {
      const size_t count = answer->Read(buffer);
      if (count > 0) return count;
      if (answer->is_done()) break;
      RONDO_RETURN_IF_ERROR(requests_.Wait(kStep));
    }
    RONDO_RETURN_IF_ERROR(answer->status());
    return 0;
  };
  RONDO_ASSIGN_OR_RETURN(CarReader reader, CarReader::Open(read));
  while (!wanted->empty()) {
    RONDO_ASSIGN_OR_RETURN(std::optional<CarBlock> block, reader.Next());
    if (!block) break;
    if (wanted->erase(block->cid) == 0) continue;
    RONDO_RETURN_IF_ERROR(Pass(block->cid, std::move(block->bytes), sink));
  }
  return absl::OkStatus();
}

}  // namespace rondo::dictionary
