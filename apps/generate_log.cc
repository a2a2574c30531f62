// generate_log [BYTES [SEED]]: the log of an invented company, on standard output.
//
// A stand-in for a real log in the demo, the tests and the benchmarks: lines of several
// programs on several hosts in order of time, with what makes logs compress well (few
// templates, rising numbers, values that return by Zipf's law, sessions whose lines share
// an id) and what does not (hashes, latencies, sizes). The same BYTES and SEED give the
// same bytes on every machine: random numbers and their distributions are made here, in
// integers. About 200 MB/s. BYTES (default 50,000,000) is an upper bound: the last line
// is whole.
#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): one multiply-and-shift chain for each number.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // 0 .. count - 1, all alike.
  uint64_t Below(uint64_t count) { return Next() % count; }
  // 0 .. count - 1, each octave as likely as the next: close to Zipf's law.
  uint64_t Often(uint64_t count) {
    const int octaves = 64 - __builtin_clzll(count);
    return Below(uint64_t{2} << Below(static_cast<uint64_t>(octaves))) % count;
  }
  // Mostly about `typical`, now and then many times as much, as waiting times are.
  uint64_t Latency(uint64_t typical) {
    return typical / 2 + Below(typical) + (Below(50) == 0 ? Below(typical * 40) : 0);
  }

 private:
  uint64_t state_;
};

constexpr std::array kHosts = {"web-01", "web-02", "web-03", "app-01", "app-02", "db-01"};
constexpr std::array kPaths = {
    "/",           "/login",        "/cart",          "/search",
    "/api/orders", "/api/products", "/static/app.js", "/healthz"};
constexpr std::array kAgents = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/121.0.0.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15",
    "curl/7.88.1", "kube-probe/1.27"};
constexpr std::array kStatus = {200, 200, 200, 200, 200, 304, 302, 404, 500};
constexpr std::array kTables = {"orders", "order_items", "products", "sessions", "users"};
constexpr std::array kUnits = {"logrotate.service", "apt-daily.service", "fstrim.timer",
                               "session-4711.scope"};
constexpr std::array kWarnings = {
    "upstream timed out (110: Connection timed out) while reading response header",
    "cache miss storm on key prefix product:", "retrying after connection reset by peer",
    "slow consumer, dropping heartbeat"};

class LogWriter {
 public:
  LogWriter(uint64_t limit_bytes, uint64_t seed)
      : limit_bytes_(limit_bytes), random_(seed) {}

  // False if standard output failed.
  bool WriteAll() {
    while (Step()) {
    }
    return std::fflush(stdout) == 0;
  }

 private:
  // One line; false when there is no room for it, or nobody to take it.
  bool Step() {
    now_us_ += random_.Latency(900);
    const int head = Head(kHosts[random_.Often(kHosts.size())]);
    const int body = Body(line_.data() + head, line_.size() - static_cast<size_t>(head));
    const size_t length = static_cast<size_t>(head + body);
    if (written_ + length > limit_bytes_) return false;
    written_ += length;
    return std::fwrite(line_.data(), 1, length, stdout) == length;
  }

  // Time and host. The log starts on 2024-03-04 and wraps at the end of a 28-day month.
  int Head(const char* host) {
    const uint64_t seconds = now_us_ / 1'000'000;
    return std::snprintf(line_.data(), line_.size(),
                         "2024-03-%02" PRIu64 "T%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64
                         ".%06" PRIu64 "Z %s ",
                         4 + seconds / 86400 % 25, seconds / 3600 % 24, seconds / 60 % 60,
                         seconds % 60, now_us_ % 1'000'000, host);
  }

  int Body(char* out, size_t room) {
    switch (random_.Often(8)) {
      case 0:
        return Access(out, room);
      case 1:
        return Order(out, room);
      case 2:
        return Query(out, room);
      case 3:
        return Session(out, room);
      case 4:
        return Login(out, room);
      case 5:
        return Unit(out, room);
      case 6:
        return Warning(out, room);
      default:
        return Json(out, room);
    }
  }

  int Access(char* out, size_t room) {
    const uint64_t client = random_.Often(5000) * 2654435761u;
    return std::snprintf(
        out, room,
        "nginx[%d]: 10.%" PRIu64 ".%" PRIu64 ".%" PRIu64 " - - \"GET %s?id=%" PRIu64
        " HTTP/1.1\" %d %" PRIu64 " 0.%03" PRIu64 " \"%s\"\n",
        811, client >> 8 & 255, client >> 16 & 255, client >> 24 & 255,
        kPaths[random_.Often(kPaths.size())], random_.Often(20000),
        kStatus[random_.Below(kStatus.size())], random_.Latency(4000),
        random_.Latency(30) % 1000, kAgents[random_.Often(kAgents.size())]);
  }

  int Order(char* out, size_t room) {
    return std::snprintf(out, room,
                         "shop[2207]: level=info msg=\"order placed\" order=%" PRIu64
                         " user=u%05" PRIu64 " items=%" PRIu64 " total=%" PRIu64
                         ".%02" PRIu64 " currency=EUR trace=%016" PRIx64 "\n",
                         ++order_, random_.Often(30000), 1 + random_.Often(9),
                         5 + random_.Often(400), random_.Below(100), random_.Next());
  }

  int Query(char* out, size_t room) {
    return std::snprintf(
        out, room,
        "postgres[%" PRIu64 "]: LOG:  duration: %" PRIu64 ".%03" PRIu64
        " ms  statement: SELECT * FROM %s WHERE id = %" PRIu64 " LIMIT 1\n",
        4100 + random_.Often(32), random_.Latency(3), random_.Below(1000),
        kTables[random_.Often(kTables.size())], random_.Often(100000));
  }

  int Session(char* out, size_t room) {
    if (random_.Below(4) == 0) session_ = random_.Next();
    return std::snprintf(out, room,
                         "session[900]: id=%08" PRIx64 "-%04" PRIx64 " step=%" PRIu64
                         " state=%s elapsed=%" PRIu64 "us\n",
                         session_ >> 32, session_ & 0xFFFF, ++step_,
                         random_.Below(3) == 0 ? "waiting" : "active",
                         random_.Latency(800));
  }

  int Login(char* out, size_t room) {
    return std::snprintf(out, room,
                         "sshd[%" PRIu64
                         "]: Failed password for invalid user %s from "
                         "192.0.2.%" PRIu64 " port %" PRIu64 " ssh2\n",
                         20000 + ++login_ % 9000,
                         random_.Below(3) == 0 ? "admin" : "oracle", random_.Often(250),
                         32768 + random_.Below(28000));
  }

  int Unit(char* out, size_t room) {
    const char* unit = kUnits[random_.Below(kUnits.size())];
    const bool starts = random_.Below(2) == 0;
    return std::snprintf(out, room, "systemd[1]: %s %s%s\n",
                         starts ? "Starting" : "Finished", unit, starts ? "..." : ".");
  }

  int Warning(char* out, size_t room) {
    return std::snprintf(out, room,
                         "gateway[77]: WARN [worker-%" PRIu64 "] %s %s:%" PRIu64 "\n",
                         random_.Below(8), kWarnings[random_.Often(kWarnings.size())],
                         kHosts[random_.Below(kHosts.size())], 8000 + random_.Often(64));
  }

  int Json(char* out, size_t room) {
    return std::snprintf(out, room,
                         "metrics: {\"seq\":%" PRIu64 ",\"cpu\":%" PRIu64 ".%" PRIu64
                         ",\"rss_kb\":%" PRIu64 ",\"queue\":%" PRIu64 ",\"ok\":%s}\n",
                         ++sequence_, random_.Latency(20), random_.Below(10),
                         204800 + random_.Often(4096) * 4, random_.Often(12),
                         random_.Below(200) == 0 ? "false" : "true");
  }

  const uint64_t limit_bytes_;
  Random random_;
  std::array<char, 1024> line_ = {};  // every line above is far shorter
  uint64_t written_ = 0;
  uint64_t now_us_ = 0;  // since the start of the log
  uint64_t order_ = 5'300'000;
  uint64_t session_ = 0;
  uint64_t step_ = 0;
  uint64_t login_ = 0;
  uint64_t sequence_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const uint64_t bytes = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 50'000'000;
  const uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  if (bytes == 0 || argc > 3) {
    std::fprintf(stderr, "usage: generate_log [BYTES [SEED]]\n");
    return 2;
  }
  return LogWriter(bytes, seed).WriteAll() ? 0 : 2;
}
