// rondo salvage: what is left of a damaged score.
#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/trust/report.h"
#include "apps/rondo/trust/trust.h"
#include "base/status_macros.h"
#include "rondo/encoder.h"
#include "rondo/trust.h"

namespace rondo::app {
namespace {

constexpr size_t kZeroBytes = 64u << 10;

// "[rondo: 1,000 bytes are lost here, lines 12 to 30]", a line of its own.
std::string MarkerOf(const Damage& damage) {
  if (!damage.loss) return "[rondo: here data may be lost]\n";
  const Loss& loss = *damage.loss;
  return absl::StrCat("[rondo: ", FormatCount(loss.to - loss.from),
                      " bytes are lost here, lines ", FormatCount(loss.first_line + 1),
                      " to ", FormatCount(loss.end_line), "]\n");
}

// Writes what comes, and at holes what the command says.
class Saved {
 public:
  Saved(Holes holes, ByteSink sink) : holes_(holes), sink_(std::move(sink)) {}

  absl::Status Take(const Salvaged& part) {
    if (part.damage != nullptr) RONDO_RETURN_IF_ERROR(TakeHole(*part.damage));
    if (part.bytes.empty()) return absl::OkStatus();
    ends_line_ = part.bytes.back() == '\n';
    return sink_(part.bytes);
  }

 private:
  absl::Status TakeHole(const Damage& damage) {
    const bool is_hole = damage.loss.has_value() || damage.is_unknown;
    if (!is_hole || holes_ == Holes::kSkip) return absl::OkStatus();
    if (holes_ == Holes::kMarker) {
      const std::string marker = absl::StrCat(ends_line_ ? "" : "\n", MarkerOf(damage));
      ends_line_ = true;
      return sink_(AsBytes(marker));
    }
    const uint64_t bytes = damage.loss ? damage.loss->to - damage.loss->from : 0;
    const std::vector<uint8_t> zeros(std::min<uint64_t>(bytes, kZeroBytes));
    for (uint64_t done = 0; done < bytes; done += zeros.size()) {
      RONDO_RETURN_IF_ERROR(
          sink_(std::span(zeros).first(std::min<uint64_t>(zeros.size(), bytes - done))));
    }
    return absl::OkStatus();
  }

  const Holes holes_;
  const ByteSink sink_;
  bool ends_line_ = true;
};

absl::StatusOr<DamageReport> SalvageTo(const Command& command,
                                       const RandomAccessFile& score, Output& output) {
  const ByteSink write = [&](std::span<const uint8_t> bytes) {
    return output.Write(bytes);
  };
  std::unique_ptr<Encoder> encoder;
  ByteSink sink = write;
  if (absl::EndsWith(command.output, kSuffix)) {
    RONDO_ASSIGN_OR_RETURN(
        encoder,
        Encoder::Create({.level = command.level, .threads = command.threads}, write));
    sink = [&](std::span<const uint8_t> bytes) { return encoder->Write(bytes); };
  }
  Saved saved(command.holes, sink);
  RONDO_ASSIGN_OR_RETURN(DamageReport report,
                         Salvage(score, command.decode_options(),
                                 [&](const Salvaged& part) { return saved.Take(part); }));
  if (encoder != nullptr) RONDO_RETURN_IF_ERROR(encoder->Finish());
  return report;
}

// Where the data does not go.
absl::Status Say(const Command& command, const std::string& text) {
  const bool to_stdout = command.to_stdout || command.output == kStandardStream;
  if (!to_stdout) return Print(text);
  std::fputs(text.c_str(), stderr);
  return absl::OkStatus();
}

absl::Status SalvageFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  RONDO_ASSIGN_OR_RETURN(const std::string name, OutputName(command, file));
  RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, name));
  Progress progress(command, file, source->size());
  source->Watch([&](uint64_t position) { progress.UpdateRead(position); });
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<RandomAccessFile> score,
                         OpenDamaged(*source));
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Output> output,
                         OpenOutput(command, name, /*source=*/nullptr));
  RONDO_ASSIGN_OR_RETURN(const DamageReport report, SalvageTo(command, *score, *output));
  RONDO_RETURN_IF_ERROR(output->Commit());
  progress.Stop();
  if (command.json) {
    JsonObject json;
    json.Add("file", DisplayName(file));
    AddReport(report, &json);
    RONDO_RETURN_IF_ERROR(Say(command, json.Text() + "\n"));
  } else if (!command.quiet) {
    for (const Damage& damage : report.damage) {
      PrintError(DisplayName(file), absl::DataLossError(DamageText(damage)));
    }
    if (report.is_complete()) {
      PrintNote(
          DisplayName(file),
          absl::StrCat("all ", FormatCount(report.expanded_bytes), " bytes are saved"));
    }
  }
  if (report.is_complete()) return absl::OkStatus();
  return absl::DataLossError(DamageSummary(report));
}

}  // namespace

int RunSalvage(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return SalvageFile(command, file); });
}

}  // namespace rondo::app
