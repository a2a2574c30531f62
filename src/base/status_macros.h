// Early return for absl::Status and absl::StatusOr, which Abseil keeps for itself.
//
//   RONDO_RETURN_IF_ERROR(reader.Skip(n));
//   RONDO_ASSIGN_OR_RETURN(const Header header, ReadHeader(bytes));
#ifndef RONDO_BASE_STATUS_MACROS_H_
#define RONDO_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RONDO_RETURN_IF_ERROR(expression)                                 \
  do {                                                                    \
    if (absl::Status rondo_status_ = (expression); !rondo_status_.ok()) { \
      return rondo_status_;                                               \
    }                                                                     \
  } while (false)

#define RONDO_CONCAT_INNER_(a, b) a##b
#define RONDO_CONCAT_(a, b) RONDO_CONCAT_INNER_(a, b)
#define RONDO_ASSIGN_OR_RETURN(target, expression) \
  RONDO_ASSIGN_OR_RETURN_(RONDO_CONCAT_(rondo_statusor_, __LINE__), target, expression)
#define RONDO_ASSIGN_OR_RETURN_(statusor, target, expression) \
  auto statusor = (expression);                               \
  if (!statusor.ok()) return std::move(statusor).status();    \
  target = *std::move(statusor)

#endif  // RONDO_BASE_STATUS_MACROS_H_
