// redact: a text of anybody's choice, and one of a few lists. The rendition is the same
// however the text is cut into pieces, has as many lines, and what is outside of marks is
// from the text.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_io.h"
#include "fuzz/check.h"
#include "redact/redactor.h"
#include "rondo/io.h"

namespace rondo::fuzz {
namespace {

constexpr std::string_view kLists[] = {"ip,email,uuid,hex", "user",
                                       "ip,email,uuid,hex,user,number",
                                       "ip,/[a-z]+=(\\d*)/=id,/x*/=x,/(a|b)+/=email"};
constexpr uint64_t kMemoryBytes = 8u << 20;

redact::Redactor MakeRedactor(std::string_view list) {
  auto classes = redact::ClassList::Parse(list);
  FUZZ_CHECK(classes.ok());
  return {*std::move(classes), redact::NumberedPseudonyms(kMemoryBytes), kMemoryBytes};
}

// In pieces of `step` bytes. False: refused.
bool Redact(std::string_view list, std::string_view text, size_t step, std::string* out) {
  redact::Redactor redactor = MakeRedactor(list);
  const redact::RenditionSink sink = [&](std::string_view part) {
    out->append(part);
    return absl::OkStatus();
  };
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
    if (!redactor.Add(text.substr(0, step), sink).ok()) return false;
  }
  return redactor.Finish(sink).ok();
}

void CheckValues(std::string_view list, std::string_view line) {
  auto classes = redact::ClassList::Parse(list);
  FUZZ_CHECK(classes.ok());
  const redact::Recogniser recogniser(*std::move(classes));
  size_t done = 0;
  recogniser.ForEach(line, [&](const redact::Value& value) {
    FUZZ_CHECK(value.from >= done && value.to > value.from && value.to <= line.size());
    FUZZ_CHECK(value.name < recogniser.list().names().size());
    done = value.to;
  });
}

void Run(base::Bytes input) {
  base::ByteReader reader(input);
  const std::string_view list = kLists[reader.U8() % std::size(kLists)];
  const size_t step = 1 + reader.U8();
  if (!reader.ok()) return;
  const std::string_view text = AsText(reader.Take(reader.remaining()));
  CheckValues(list, text);
  std::string whole;
  std::string parts;
  const bool taken = Redact(list, text, text.size() + 1, &whole);
  FUZZ_CHECK(Redact(list, text, step, &parts) == taken);
  if (!taken) return;
  FUZZ_CHECK(whole == parts);
  FUZZ_CHECK(std::ranges::count(whole, '\n') == std::ranges::count(text, '\n'));
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
