// zstd_frames LEVEL FRAME_BYTES < raw > frames.zst
//
// What one would use today to read a part of a zstd file: independent frames of
// FRAME_BYTES each and the seek table of zstd's seekable format (a skippable frame at the
// end, so `zstd -d` decodes the result). One process and one context for all frames, so
// that bench/compare times compression and nothing else.
#include <zstd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

constexpr uint32_t kSkippableMagic = 0x184D2A5E;
constexpr uint32_t kSeekTableMagic = 0x8F92EAB1;
constexpr unsigned long kMaxFrameBytes = 1ul << 30;

struct Frame {
  uint32_t stored_bytes;
  uint32_t expanded_bytes;
};

void AppendU32(uint32_t value, std::vector<uint8_t>& out) {
  for (int shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<uint8_t>(value >> shift));
  }
}

std::vector<uint8_t> SeekTable(const std::vector<Frame>& frames) {
  std::vector<uint8_t> table;
  AppendU32(kSkippableMagic, table);
  AppendU32(static_cast<uint32_t>(frames.size() * 8 + 9), table);
  for (const Frame& frame : frames) {
    AppendU32(frame.stored_bytes, table);
    AppendU32(frame.expanded_bytes, table);
  }
  AppendU32(static_cast<uint32_t>(frames.size()), table);
  table.push_back(0);  // descriptor: no checksums
  AppendU32(kSeekTableMagic, table);
  return table;
}

// False if zstd or the output failed; the reason has been printed.
bool CompressFrames(int level, size_t frame_bytes) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (context == nullptr) return false;
  std::vector<uint8_t> raw(frame_bytes);
  std::vector<uint8_t> stored(ZSTD_compressBound(frame_bytes));
  std::vector<Frame> frames;
  bool good = true;
  while (good) {
    const size_t got = std::fread(raw.data(), 1, raw.size(), stdin);
    if (got == 0) break;
    const size_t size =
        ZSTD_compressCCtx(context, stored.data(), stored.size(), raw.data(), got, level);
    if (ZSTD_isError(size)) {
      std::fprintf(stderr, "zstd_frames: %s\n", ZSTD_getErrorName(size));
      good = false;
      break;
    }
    frames.push_back({static_cast<uint32_t>(size), static_cast<uint32_t>(got)});
    good = std::fwrite(stored.data(), 1, size, stdout) == size;
  }
  ZSTD_freeCCtx(context);
  const std::vector<uint8_t> table = SeekTable(frames);
  good = good && std::fwrite(table.data(), 1, table.size(), stdout) == table.size();
  return good && std::ferror(stdin) == 0 && std::fflush(stdout) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::printf("zstd_frames, libzstd %s\n", ZSTD_versionString());
    return 0;
  }
  const int level = argc == 3 ? std::atoi(argv[1]) : 0;
  const unsigned long frame_bytes = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 0;
  if (level < 1 || level > ZSTD_maxCLevel() || frame_bytes == 0 ||
      frame_bytes > kMaxFrameBytes) {
    std::fprintf(stderr, "usage: zstd_frames LEVEL FRAME_BYTES < raw > frames.zst\n");
    return 2;
  }
  return CompressFrames(level, frame_bytes) ? 0 : 1;
}
