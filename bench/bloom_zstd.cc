// bloom_zstd build LEVEL < text > index
// bloom_zstd find NEEDLE index > text
//
// What others build to search compressed logs: blocks of 64 KiB, cut at line ends, larger
// if a line is, each a frame of zstd with a Bloom filter of what it holds. The filter
// knows every four characters of a line that follow each other, without regard to case,
// as ngrambf_v1 of ClickHouse does, so that any text of four bytes and more can be asked
// for. `find` writes the blocks that may hold the needle; all of them if it is shorter.
// Behind it stands ripgrep.
//
//   "BLMZ", blocks; of each block three numbers: bytes of its frame, of its text, of its
//   filter; the filters; the frames. Numbers have four bytes, the low one first.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr size_t kBlockBytes = 64 << 10;
constexpr size_t kGramBytes = 4;
// False positives of a gram: 2.4 %.
constexpr uint32_t kBitsPerGram = 8;
constexpr uint32_t kHashes = 4;
constexpr std::string_view kMagic = "BLMZ";

using Bytes = std::vector<uint8_t>;

struct BlockSizes {
  uint32_t frame_bytes;
  uint32_t text_bytes;
  uint32_t filter_bytes;
};

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "bloom_zstd: %s\n", what);
  std::exit(1);
}

uint8_t Lower(char c) {
  return static_cast<uint8_t>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

// Calls visit(gram) for each place of the text, if no line ends in it.
template <typename Visit>
void ForEachGram(std::string_view text, const Visit& visit) {
  uint32_t gram = 0;
  size_t known = 0;
  for (const char c : text) {
    gram = gram << 8 | Lower(c);
    known = c == '\n' ? 0 : known + 1;
    if (known >= kGramBytes) visit(gram);
  }
}

// Calls visit(bit) for each bit of a gram in a filter of so many.
template <typename Visit>
void ForEachBit(uint32_t gram, uint64_t bits, const Visit& visit) {
  const uint64_t hash = (gram + 1) * 0x9e3779b97f4a7c15u;
  const uint64_t step = (hash >> 17) | 1;
  for (uint32_t i = 0; i < kHashes; ++i) visit(((hash >> 32) + i * step) % bits);
}

// The grams of a block, each once. Its table is not cleared between blocks.
class Grams {
 public:
  const std::vector<uint32_t>& Of(std::string_view text) {
    ++block_;
    grams_.clear();
    MakeRoom(text.size());
    ForEachGram(text, [this](uint32_t gram) {
      size_t at = (gram * 0x9e3779b1u) >> shift_;
      const uint64_t entry = block_ << 32 | gram;
      for (; table_[at] >> 32 == block_; at = (at + 1) % table_.size())
        if (table_[at] == entry) return;
      table_[at] = entry;
      grams_.push_back(gram);
    });
    return grams_;
  }

 private:
  void MakeRoom(size_t grams) {
    const size_t wanted = std::bit_ceil(2 * std::max(grams, kBlockBytes));
    if (wanted <= table_.size()) return;
    table_.assign(wanted, 0);
    shift_ = 32 - std::countr_zero(wanted);
  }

  uint64_t block_ = 0;
  std::vector<uint64_t>
      table_;      // a power of two of entries: of which block, and the gram
  int shift_ = 0;  // of a hash of 32 bits
  std::vector<uint32_t> grams_;
};

void AppendFilter(const std::vector<uint32_t>& grams, Bytes& filters) {
  const size_t begin = filters.size();
  filters.resize(begin + std::max<size_t>(1, grams.size() * kBitsPerGram / 8));
  const uint64_t bits = (filters.size() - begin) * 8;
  for (const uint32_t gram : grams) {
    ForEachBit(gram, bits, [&](uint64_t bit) {
      filters[begin + bit / 8] |= static_cast<uint8_t>(1u << bit % 8);
    });
  }
}

void WriteAll(const void* data, size_t bytes) {
  if (std::fwrite(data, 1, bytes, stdout) != bytes) Fail("cannot write");
}

void Build(int level) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  Grams grams;
  std::vector<BlockSizes> blocks;
  Bytes filters, frames;
  std::vector<char> buffer(kBlockBytes);
  size_t held = 0;
  while (true) {
    held += std::fread(buffer.data() + held, 1, buffer.size() - held, stdin);
    if (held == 0) break;
    std::string_view text(buffer.data(), held);
    if (held == buffer.size()) {
      text = text.substr(0, text.rfind('\n') + 1);
      if (text.empty()) {
        buffer.resize(2 * buffer.size());
        continue;
      }
    }
    const size_t frames_end = frames.size();
    const size_t filters_end = filters.size();
    frames.resize(frames_end + ZSTD_compressBound(text.size()));
    const size_t frame_bytes =
        ZSTD_compressCCtx(context, frames.data() + frames_end, frames.size() - frames_end,
                          text.data(), text.size(), level);
    if (ZSTD_isError(frame_bytes)) Fail(ZSTD_getErrorName(frame_bytes));
    frames.resize(frames_end + frame_bytes);
    AppendFilter(grams.Of(text), filters);
    blocks.push_back({static_cast<uint32_t>(frame_bytes),
                      static_cast<uint32_t>(text.size()),
                      static_cast<uint32_t>(filters.size() - filters_end)});
    held -= text.size();
    std::memmove(buffer.data(), text.data() + text.size(), held);
  }
  ZSTD_freeCCtx(context);
  const uint32_t count = static_cast<uint32_t>(blocks.size());
  WriteAll(kMagic.data(), kMagic.size());
  WriteAll(&count, sizeof count);
  WriteAll(blocks.data(), blocks.size() * sizeof(BlockSizes));
  WriteAll(filters.data(), filters.size());
  WriteAll(frames.data(), frames.size());
  if (std::fflush(stdout) != 0) Fail("cannot write");
}

class IndexFile {
 public:
  explicit IndexFile(const char* path) : fd_(::open(path, O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) Fail("cannot open the index");
  }
  void Read(uint64_t offset, void* data, size_t bytes) const {
    auto* at = static_cast<char*>(data);
    while (bytes > 0) {
      const ssize_t got = ::pread(fd_, at, bytes, static_cast<off_t>(offset));
      if (got <= 0) Fail("the index is cut short");
      at += got;
      offset += static_cast<uint64_t>(got);
      bytes -= static_cast<size_t>(got);
    }
  }

 private:
  const int fd_;
};

bool MayHold(const std::vector<uint32_t>& grams, const uint8_t* filter, uint32_t bytes) {
  for (const uint32_t gram : grams) {
    bool all = true;
    ForEachBit(gram, uint64_t{bytes} * 8,
               [&](uint64_t bit) { all &= (filter[bit / 8] >> bit % 8 & 1) != 0; });
    if (!all) return false;
  }
  return true;
}

void Find(std::string_view needle, const char* path) {
  const IndexFile file(path);
  std::array<char, 8> head;
  file.Read(0, head.data(), head.size());
  if (std::string_view(head.data(), kMagic.size()) != kMagic) Fail("not an index");
  uint32_t count;
  std::memcpy(&count, head.data() + kMagic.size(), sizeof count);
  std::vector<BlockSizes> blocks(count);
  uint64_t offset = head.size();
  file.Read(offset, blocks.data(), count * sizeof(BlockSizes));
  offset += count * sizeof(BlockSizes);
  uint64_t filter_bytes = 0;
  for (const BlockSizes& block : blocks) filter_bytes += block.filter_bytes;
  Bytes filters(filter_bytes);
  file.Read(offset, filters.data(), filters.size());
  offset += filter_bytes;
  std::vector<uint32_t> grams;
  ForEachGram(needle, [&](uint32_t gram) { grams.push_back(gram); });
  ZSTD_DCtx* const context = ZSTD_createDCtx();
  const uint8_t* filter = filters.data();
  Bytes frame;
  std::vector<char> text;
  for (const BlockSizes& block : blocks) {
    if (MayHold(grams, filter, block.filter_bytes)) {
      frame.resize(block.frame_bytes);
      file.Read(offset, frame.data(), frame.size());
      text.resize(std::max<size_t>(text.size(), block.text_bytes));
      const size_t got = ZSTD_decompressDCtx(context, text.data(), text.size(),
                                             frame.data(), frame.size());
      if (got != block.text_bytes) Fail("a frame is damaged");
      WriteAll(text.data(), got);
    }
    filter += block.filter_bytes;
    offset += block.frame_bytes;
  }
  ZSTD_freeDCtx(context);
  if (std::fflush(stdout) != 0) Fail("cannot write");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view verb = argc > 1 ? argv[1] : "";
  if (argc == 3 && verb == "build") {
    Build(std::atoi(argv[2]));
  } else if (argc == 4 && verb == "find") {
    Find(argv[2], argv[3]);
  } else {
    std::fprintf(stderr,
                 "usage: bloom_zstd build LEVEL < text > index\n"
                 "       bloom_zstd find NEEDLE index > text\n");
    return 2;
  }
  return 0;
}
