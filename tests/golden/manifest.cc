#include "golden/manifest.h"

#include <array>
#include <sstream>
#include <utility>

#include "base/checksum.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

constexpr std::array kCodes = {
    std::pair{"ok", absl::StatusCode::kOk},
    std::pair{"kDataLoss", absl::StatusCode::kDataLoss},
    std::pair{"kInvalidArgument", absl::StatusCode::kInvalidArgument},
    std::pair{"kUnimplemented", absl::StatusCode::kUnimplemented},
    std::pair{"kResourceExhausted", absl::StatusCode::kResourceExhausted}};

std::string NameOf(absl::StatusCode code) {
  for (const auto& [name, named] : kCodes) {
    if (named == code) return name;
  }
  return absl::StatusCodeToString(code);
}

absl::StatusCode CodeOf(const std::string& name) {
  for (const auto& [named, code] : kCodes) {
    if (named == name) return code;
  }
  return absl::StatusCode::kUnknown;
}

constexpr char kHead[] =
    "# Golden scores\n"
    "\n"
    "Small files that stand in the tree, each for one thing that a score may be "
    "(`good-`), must\nnot be (`bad-`), or will be one day (`unsupported-`). "
    "`golden_test` reads them; `scripts/make-golden`\nwrites them and this page, from "
    "`good.cc`, `bad.cc`, `bad_lenses.cc` and `unsupported.cc`. Those that need a "
    "dictionary need\n`dictionary.cbor`.\n"
    "\n"
    "*Pipe* is `Decode`, *parts* a `Reader` that reads everything, *verify* "
    "`Reader::Verify`: how each ends.\n*SHA-256* is that of the expanded bytes, if "
    "there is a way to read them. *Says* is the message of\nthe first of the three that "
    "fails.\n"
    "\n"
    "| file | what it shows, or why it must fail | lenses | pipe | parts | verify | "
    "SHA-256 | says |\n"
    "|---|---|---|---|---|---|---|---|\n";

constexpr size_t kColumns = 8;

std::vector<std::string> Cells(const std::string& line) {
  std::vector<std::string> cells;
  for (size_t at = line.find("| "); at != std::string::npos;) {
    const size_t end = line.find(" |", at + 1);
    if (end == std::string::npos) break;
    cells.push_back(end > at + 2 ? line.substr(at + 2, end - at - 2) : "");
    at = end + 1;
  }
  return cells;
}

}  // namespace

std::string HexSha256(base::Bytes bytes) {
  std::string text;
  for (const uint8_t byte : base::Sha256(bytes)) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

Observed Observe(base::Bytes score, const DecodeOptions& options) {
  Observed seen;
  seen.piped = DecodePipe(score, options);
  seen.parts = DecodeFile(score, options);
  absl::Status verified;
  const auto reader = OpenBytes(score, options);
  verified = reader.ok() ? (*reader)->Verify() : reader.status();
  if (reader.ok()) {
    const auto segments = (*reader)->Segments();
    if (segments.ok()) {
      for (const SegmentInfo& segment : *segments) {
        seen.lenses += (seen.lenses.empty() ? "" : ", ") + segment.lens;
      }
    }
  }
  seen.outcome = {seen.piped.status().code(), seen.parts.status().code(),
                  verified.code()};
  for (const absl::Status& status :
       {seen.piped.status(), seen.parts.status(), verified}) {
    if (status.ok()) continue;
    seen.message = std::string(status.message());
    break;
  }
  return seen;
}

ManifestRow RowOf(const Golden& golden, const Observed& observed) {
  const bool expands = golden.outcome.pipe == absl::StatusCode::kOk ||
                       golden.outcome.parts == absl::StatusCode::kOk;
  return {golden.name,
          golden.sentence,
          golden.lenses,
          golden.outcome,
          expands ? HexSha256(golden.expanded) : "",
          observed.message};
}

std::string WriteManifest(const std::vector<ManifestRow>& rows) {
  std::string text = kHead;
  for (const ManifestRow& row : rows) {
    for (const std::string& cell :
         {row.name, row.sentence, row.lenses, NameOf(row.outcome.pipe),
          NameOf(row.outcome.parts), NameOf(row.outcome.verify), row.sha256,
          row.message}) {
      text += cell.empty() ? "| " : "| " + cell + " ";
    }
    text += "|\n";
  }
  return text;
}

std::vector<ManifestRow> ReadManifest(const std::string& text) {
  std::vector<ManifestRow> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> cells = Cells(line);
    if (cells.size() != kColumns || cells[0] == "file") continue;
    rows.push_back({cells[0],
                    cells[1],
                    cells[2],
                    {CodeOf(cells[3]), CodeOf(cells[4]), CodeOf(cells[5])},
                    cells[6],
                    cells[7]});
  }
  return rows;
}

}  // namespace rondo::testing
