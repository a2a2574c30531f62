// generate_log [BYTES [SEED]]: the log of an invented company, on standard output.
//
// A stand-in for a real log in the demo, the tests and the benchmarks: lines of several
// programs on several hosts in order of time, with what makes logs compress well (few
// templates, rising numbers, values that return by Zipf's law, requests whose lines share
// an id) and what does not (ids, latencies, ports). The same BYTES and SEED give the
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

constexpr std::array kHosts = {"web-01", "web-02", "web-03", "web-04"};
constexpr std::array kPaths = {
    "/",           "/login",        "/cart",          "/search",
    "/api/orders", "/api/products", "/static/app.js", "/healthz"};
constexpr std::array kHandlers = {"home",   "login",    "cart",   "search",
                                  "orders", "products", "static", "health"};
constexpr std::array kAgents = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/121.0.0.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15",
    "curl/7.88.1", "kube-probe/1.27"};
constexpr std::array kStatus = {200, 200, 200, 200, 200, 200, 304, 302, 404, 500};
constexpr std::array kTables = {"orders", "order_items", "products", "sessions", "users"};
constexpr std::array kWarnings = {
    "upstream timed out (110: Connection timed out) while reading response header",
    "retrying after connection reset by peer", "slow consumer, dropping heartbeat"};
constexpr std::array kUnits = {"logrotate.service", "apt-daily.service",
                               "fstrim.service"};

// What the lines of one request have in common.
struct Request {
  uint64_t id = 0;
  uint64_t user = 0;
  uint64_t client = 0;
  size_t host = 0;
  size_t path = 0;
  size_t agent = 0;
  int stage = 0;  // lines written so far
};

class LogWriter {
 public:
  LogWriter(uint64_t limit_bytes, uint64_t seed)
      : limit_bytes_(limit_bytes), random_(seed) {
    for (Request& request : requests_) request = NewRequest();
  }

  // False if standard output failed.
  bool WriteAll() {
    while (Step()) {
    }
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  }

 private:
  // One line; false when there is no room for it, or nobody to take it.
  bool Step() {
    now_ms_ += random_.Latency(25);
    Request& request = requests_[random_.Often(requests_.size())];
    const int head = Head(kHosts[request.host]);
    char* const out = line_.data() + head;
    const size_t room = line_.size() - static_cast<size_t>(head);
    const int body =
        random_.Below(16) == 0 ? Background(out, room) : Stage(request, out, room);
    const size_t length = static_cast<size_t>(head + body);
    if (written_ + length > limit_bytes_) return false;
    written_ += length;
    return std::fwrite(line_.data(), 1, length, stdout) == length;
  }

  Request NewRequest() {
    Request request;
    request.id = ++last_request_ << 20 | random_.Below(1u << 20);
    request.user = random_.Often(20000);
    request.client = (request.user + 1) * 2654435761u;  // people keep their address
    request.agent = request.user % kAgents.size();
    request.host = random_.Below(kHosts.size());
    request.path = random_.Often(kPaths.size());
    return request;
  }

  // Time and host. The log starts on 2024-03-04 and wraps at the end of a 28-day month.
  int Head(const char* host) {
    const uint64_t seconds = now_ms_ / 1000;
    return std::snprintf(line_.data(), line_.size(),
                         "2024-03-%02" PRIu64 "T%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64
                         ".%03" PRIu64 "Z %s ",
                         4 + seconds / 86400 % 25, seconds / 3600 % 24, seconds / 60 % 60,
                         seconds % 60, now_ms_ % 1000, host);
  }

  // The next line of a request; after the last one, another request takes its place.
  int Stage(Request& request, char* out, size_t room) {
    switch (request.stage++) {
      case 0:
        return Handler(request, "start", out, room);
      case 1:
        return Query(request, out, room);
      case 2:
        return Handler(request, "done", out, room);
      default:
        break;
    }
    const int length = Access(request, out, room);
    request = NewRequest();
    return length;
  }

  int Handler(const Request& request, const char* event, char* out, size_t room) {
    return std::snprintf(out, room,
                         "shop[2207]: level=info handler=%s event=%s request=%010" PRIx64
                         " user=u%05" PRIu64 " queue=%" PRIu64 "\n",
                         kHandlers[request.path], event, request.id, request.user,
                         random_.Often(8));
  }

  int Query(const Request& request, char* out, size_t room) {
    return std::snprintf(out, room,
                         "postgres[%" PRIu64 "]: LOG:  duration: %" PRIu64 ".%02" PRIu64
                         " ms  statement: SELECT * FROM %s WHERE user_id = %" PRIu64
                         " ORDER BY created_at DESC LIMIT 20\n",
                         4100 + request.user % 16, random_.Latency(3), random_.Below(100),
                         kTables[request.path % kTables.size()], request.user);
  }

  int Access(const Request& request, char* out, size_t room) {
    const uint64_t client = request.client;
    return std::snprintf(out, room,
                         "nginx[811]: 10.%" PRIu64 ".%" PRIu64 ".%" PRIu64
                         " - u%05" PRIu64 " \"GET %s HTTP/1.1\" %d %" PRIu64
                         " 0.%03" PRIu64 " request=%010" PRIx64 " \"%s\"\n",
                         client >> 8 & 63, client >> 16 & 255, client >> 24 & 255,
                         request.user, kPaths[request.path],
                         kStatus[random_.Below(kStatus.size())],
                         4096 + 512 * request.path + random_.Often(64),
                         random_.Latency(30) % 1000, request.id, kAgents[request.agent]);
  }

  // Lines that belong to no request.
  int Background(char* out, size_t room) {
    switch (random_.Often(4)) {
      case 0:
        return Metrics(out, room);
      case 1:
        return Login(out, room);
      case 2:
        return Warning(out, room);
      default:
        return Unit(out, room);
    }
  }

  int Metrics(char* out, size_t room) {
    return std::snprintf(out, room,
                         "metrics: {\"seq\":%" PRIu64 ",\"cpu\":%" PRIu64
                         ",\"rss_kb\":%" PRIu64 ",\"queue\":%" PRIu64 ",\"ok\":%s}\n",
                         ++sequence_, random_.Latency(20),
                         204800 + random_.Often(4096) * 4, random_.Often(12),
                         random_.Below(200) == 0 ? "false" : "true");
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

  int Warning(char* out, size_t room) {
    return std::snprintf(out, room, "gateway[77]: WARN [worker-%" PRIu64 "] %s %s:8080\n",
                         random_.Below(8), kWarnings[random_.Often(kWarnings.size())],
                         kHosts[random_.Below(kHosts.size())]);
  }

  int Unit(char* out, size_t room) {
    const bool starts = random_.Below(2) == 0;
    return std::snprintf(out, room, "systemd[1]: %s %s%s\n",
                         starts ? "Starting" : "Finished",
                         kUnits[random_.Below(kUnits.size())], starts ? "..." : ".");
  }

  const uint64_t limit_bytes_;
  Random random_;
  std::array<Request, 6> requests_;   // under way at the same time
  std::array<char, 1024> line_ = {};  // every line above is far shorter
  uint64_t written_ = 0;
  uint64_t now_ms_ = 0;  // since the start of the log
  uint64_t last_request_ = 5300;
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
