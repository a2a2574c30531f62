// A record segment numbers its templates by itself, and a log has many segments: equal
// ones meet here, by what they say. "Equal" is equal literals and equal types of slots,
// with or without a newline at the end.
//
//   segment 1   7 x "<time> up since <int> s"       segment 2   2 x "<time> up since
//   <int> s" summary     9 x "<time> up since <int> s"
//
// A line that a border between blocks cuts is several lines to the lens; it counts where
// it ends, so that counts add up to the lines of the text.
//
// Tested by tests/stream/read/templates_test.cc.
#include "stream/read/templates.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo {

const char* SlotTypeName(SlotType type) {
  switch (type) {
    case SlotType::kString:
      return "string";
    case SlotType::kInt:
      return "int";
    case SlotType::kDecimal:
      return "decimal";
    case SlotType::kHex:
      return "hex";
    case SlotType::kIp:
      return "ip";
    case SlotType::kTime:
      return "time";
    case SlotType::kUuid:
      return "uuid";
  }
  return "string";
}

std::string LineTemplate::Text() const {
  std::string text;
  for (size_t i = 0; i < slots.size(); ++i) {
    absl::StrAppend(&text, literals[i], "<", SlotTypeName(slots[i]), ">");
  }
  return absl::StrCat(text, literals.back());
}

namespace stream {
namespace {

// About what the summary takes for a template beside its bytes.
constexpr uint64_t kTemplateBytes = 256;

// Unambiguous, since no literal holds a newline.
std::string KeyOf(const LineTemplate& line_template) {
  std::string key;
  for (size_t i = 0; i < line_template.slots.size(); ++i) {
    key.append(line_template.literals[i]).push_back('\n');
    key.push_back(static_cast<char>(line_template.slots[i]));
  }
  return key + line_template.literals.back();
}

// A string and nothing else: what the lens takes for lines that are like too few others.
bool IsAnyLine(const LineTemplate& line_template) {
  return line_template.slots.size() == 1 && line_template.slots[0] == SlotType::kString &&
         line_template.literals[0].empty() && line_template.literals[1].empty();
}

}  // namespace

absl::Status TemplateTally::Add(Input* input, const SegmentPlace& place,
                                const SegmentHeader& header, const LenderSource& lender,
                                bool is_last) {
  const bool ends_inside = is_last && !header.ends_in_newline;
  summary_.lines += header.newlines + (ends_inside ? 1 : 0);
  if (header.lens != Lens::kRecord) {
    summary_.lines_elsewhere += header.newlines + (ends_inside ? 1 : 0);
    return absl::OkStatus();
  }
  RONDO_ASSIGN_OR_RETURN(
      const std::unique_ptr<SegmentReader> reader,
      SegmentReader::Open(input, place, header, limit_bytes_ - used_bytes_, lender));
  return AddRecords(input, *reader, is_last);
}

absl::Status TemplateTally::AddRecords(Input* input, const SegmentReader& reader,
                                       bool is_last) {
  Counts counts;
  base::ByteVector payload;
  base::ByteVector block;
  std::vector<LineMark> marks;
  const BlockTable& table = reader.table();
  const std::unique_ptr<TemplateView> view = reader.NewTemplateView();
  if (view == nullptr) {
    return reader.At(absl::UnimplementedError("the lens has no templates"));
  }
  for (uint32_t i = 0; i < table.size(); ++i) {
    RONDO_RETURN_IF_ERROR(
        input->Read(table.payload_ends[i] - table.payload_begin(i), &payload));
    RONDO_RETURN_IF_ERROR(reader.CheckPayloads(i, i + 1, payload));
    block.resize(table.expanded_bytes(i));
    const std::vector<BlockJob> jobs =
        reader.Jobs(i, i + 1, payload, table.expanded_begin(i), block);
    RONDO_RETURN_IF_ERROR(reader.At(view->ExpandLines(jobs.front(), &marks)));
    Count(block, marks, is_last && i + 1 == table.size(), &counts);
  }
  absl::StatusOr<std::vector<LineTemplate>> templates = view->Templates();
  if (!templates.ok()) return reader.At(templates.status());
  for (size_t id = 0; id < counts.lines.size(); ++id) {
    if (counts.lines[id] == 0) continue;
    RONDO_RETURN_IF_ERROR(Merge(std::move((*templates)[id]), counts.lines[id],
                                std::move(counts.examples[id])));
  }
  return absl::OkStatus();
}

void TemplateTally::Count(base::Bytes block, std::span<const LineMark> marks,
                          bool is_last, Counts* counts) {
  for (size_t i = 0; i < marks.size(); ++i) {
    const size_t end = i + 1 < marks.size() ? marks[i + 1].offset : block.size();
    const bool whole = block[end - 1] == '\n';
    if (!whole && !(is_last && end == block.size())) continue;
    const uint32_t id = marks[i].id;
    if (id >= counts->lines.size()) {
      counts->lines.resize(id + 1);
      counts->examples.resize(id + 1);
    }
    if (counts->lines[id]++ > 0) continue;
    const size_t bytes = end - marks[i].offset - (whole ? 1 : 0);
    const base::Bytes line =
        block.subspan(marks[i].offset, std::min<size_t>(bytes, kMaxExampleBytes));
    counts->examples[id].assign(line.begin(), line.end());
  }
}

absl::Status TemplateTally::Merge(LineTemplate line_template, uint64_t lines,
                                  std::string example) {
  if (IsAnyLine(line_template)) {
    summary_.lines_without_template += lines;
    return absl::OkStatus();
  }
  const auto [known, is_new] =
      known_.try_emplace(KeyOf(line_template), summary_.templates.size());
  if (!is_new) {
    summary_.templates[known->second].lines += lines;
    return absl::OkStatus();
  }
  used_bytes_ += kTemplateBytes + 2 * known->first.size() + example.size() +
                 line_template.slots.size() * sizeof(std::string);
  if (used_bytes_ > limit_bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("templates need more than ", limit_bytes_, " bytes of memory"));
  }
  line_template.lines = lines;
  line_template.example = std::move(example);
  summary_.templates.push_back(std::move(line_template));
  return absl::OkStatus();
}

TemplateSummary TemplateTally::Finish() {
  std::stable_sort(
      summary_.templates.begin(), summary_.templates.end(),
      [](const LineTemplate& a, const LineTemplate& b) { return a.lines > b.lines; });
  known_.clear();
  return std::move(summary_);
}

}  // namespace stream
}  // namespace rondo
