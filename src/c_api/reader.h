// What a rondo_reader is.
#ifndef RONDO_C_API_READER_H_
#define RONDO_C_API_READER_H_

#include <memory>

#include "rondo/c/rondo.h"
#include "rondo/reader.h"

struct rondo_reader {
  std::unique_ptr<rondo::Reader> reader;
};

#endif  // RONDO_C_API_READER_H_
