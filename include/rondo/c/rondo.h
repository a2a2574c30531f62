/* Rondo for C, and for every language that calls C.
 *
 *   rondo_reader* reader;
 *   if (rondo_reader_open("access.log.rondo", NULL, &reader) != RONDO_OK) {
 *     fprintf(stderr, "%s\n", rondo_error_message());
 *   }
 *   rondo_reader_read_lines(reader, 1000, 1010, print, stdout);
 *   rondo_reader_free(reader);
 *
 * Every call that can fail returns a rondo_code. rondo_error_message() then says what
 * happened, in the thread that called. Nothing is thrown through this interface.
 *
 * Offsets and numbers of lines start at 0; ranges are half open. Text is bytes: any of
 * them may be in it, and it does not end with a zero. Times are nanoseconds since 1970
 * UTC.
 *
 * Structures of options are filled by their ..._init function, which notes how large the
 * caller knows them, so that programs built against this header work with later
 * libraries. NULL instead of options: the defaults. Objects are opaque and freed by their
 * ..._free function, which takes NULL, too.
 *
 * Threads: a rondo_reader may be used by any number of threads at once; each other object
 * by one at a time. Callbacks are called in the calling thread, one at a time.
 */
#ifndef RONDO_C_RONDO_H_
#define RONDO_C_RONDO_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define RONDO_API __attribute__((visibility("default")))
#else
#define RONDO_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rondo_code {
  RONDO_OK = 0,
  RONDO_INVALID_ARGUMENT = 1, /* not a score, or a bad argument */
  RONDO_UNIMPLEMENTED = 2,    /* made by a later version */
  RONDO_DATA_LOSS = 3,        /* damaged or truncated */
  RONDO_RESOURCE_EXHAUSTED = 4,
  RONDO_OUT_OF_RANGE = 5, /* past the end */
  RONDO_NOT_FOUND = 6,
  RONDO_STOPPED = 7, /* a callback asked for it */
  RONDO_SYSTEM = 8   /* any other error, mostly of the system */
} rondo_code;

/* "0.1.0". */
RONDO_API const char* rondo_version(void);

/* Of the last call in this thread that failed; "" if none did. Valid until the next call
 * that fails. */
RONDO_API const char* rondo_error_message(void);

/* Takes the next bytes; anything but 0 stops the work, which returns RONDO_STOPPED. The
 * bytes are valid during the call. */
typedef int (*rondo_sink)(void* context, const uint8_t* bytes, size_t size);

/* ---- Writing ---- */

typedef struct rondo_encoder rondo_encoder;

typedef struct rondo_encode_options {
  size_t struct_size;
  int level;                   /* 1 fastest .. 9 smallest; 10 and 11 mix bytes; 6 */
  int threads;                 /* 1 .. 256; 1 */
  uint64_t memory_limit_bytes; /* 0: none */
  uint64_t segment_bytes;      /* 0: chosen */
  uint32_t block_bytes;        /* 0: chosen */
  int index;                   /* larger scores, faster searches for what is rare */
} rondo_encode_options;

RONDO_API void rondo_encode_options_init(rondo_encode_options* options);

/* The score goes to the sink. */
RONDO_API rondo_code rondo_encoder_create(const rondo_encode_options* options,
                                          rondo_sink sink, void* context,
                                          rondo_encoder** encoder);
/* Opens a score to add to, and makes it if it is not there: what is written counts once
 * rondo_encoder_finish has returned RONDO_OK, and the file stays as it was until then. */
RONDO_API rondo_code rondo_encoder_append(const rondo_encode_options* options,
                                          const char* path, rondo_encoder** encoder);
RONDO_API rondo_code rondo_encoder_write(rondo_encoder* encoder, const void* bytes,
                                         size_t size);
/* Once, last. */
RONDO_API rondo_code rondo_encoder_finish(rondo_encoder* encoder);
RONDO_API void rondo_encoder_free(rondo_encoder* encoder);

/* ---- Reading ---- */

typedef struct rondo_reader rondo_reader;

typedef struct rondo_decode_options {
  size_t struct_size;
  int threads;                 /* segments at once in one call, 1 .. 256; 1 */
  uint64_t memory_limit_bytes; /* 0: none; 512 MiB */
} rondo_decode_options;

RONDO_API void rondo_decode_options_init(rondo_decode_options* options);

/* Where a score is that is no file. Called from any thread that reads, and from those of
 * rondo_decode_options.threads. */
typedef struct rondo_input {
  void* context;
  uint64_t size;
  /* Fills `out` whole; anything but 0 is an error. */
  int (*read_at)(void* context, uint64_t offset, uint8_t* out, size_t size);
  /* The reader needs it no more; may be NULL. */
  void (*release)(void* context);
} rondo_input;

/* A score in a file, with what a writer of a running log has put beside it. */
RONDO_API rondo_code rondo_reader_open(const char* path,
                                       const rondo_decode_options* options,
                                       rondo_reader** reader);
/* Bytes that outlive the reader. */
RONDO_API rondo_code rondo_reader_open_memory(const void* bytes, size_t size,
                                              const rondo_decode_options* options,
                                              rondo_reader** reader);
/* Releases the input if this fails, too. */
RONDO_API rondo_code rondo_reader_open_input(const rondo_input* input,
                                             const rondo_decode_options* options,
                                             rondo_reader** reader);
RONDO_API void rondo_reader_free(rondo_reader* reader);

RONDO_API uint64_t rondo_reader_size(const rondo_reader* reader);  /* bytes of text */
RONDO_API uint64_t rondo_reader_lines(const rondo_reader* reader); /* of the text */
RONDO_API uint64_t
rondo_reader_stored(const rondo_reader* reader); /* bytes of the score */

/* Up to `size` bytes; *got is less at the end only. */
RONDO_API rondo_code rondo_reader_read_at(const rondo_reader* reader, uint64_t offset,
                                          void* out, size_t size, size_t* got);
RONDO_API rondo_code rondo_reader_read(const rondo_reader* reader, uint64_t from,
                                       uint64_t to, rondo_sink sink, void* context);
/* With their newlines. */
RONDO_API rondo_code rondo_reader_read_lines(const rondo_reader* reader, uint64_t from,
                                             uint64_t to, rondo_sink sink, void* context);
RONDO_API rondo_code rondo_reader_line_offset(const rondo_reader* reader, uint64_t line,
                                              uint64_t* offset);
/* Decodes everything and checks every checksum. */
RONDO_API rondo_code rondo_reader_verify(const rondo_reader* reader);

/* ---- Times ---- */

#define RONDO_START_OF_TIME INT64_MIN
#define RONDO_END_OF_TIME INT64_MAX

/* What people write, such as "2024-03-04 10:02" or "2h ago": from its start to its end.
 * What has no zone is UTC. */
RONDO_API rondo_code rondo_parse_time(const char* text, int64_t now, int64_t* from,
                                      int64_t* to);

/* Lines that follow on one another: numbers [from, to). Anything but 0 stops. */
typedef int (*rondo_line_run)(void* context, uint64_t from, uint64_t to);

/* The lines of [since, until), in order. `now` says what year lines without one have. */
RONDO_API rondo_code rondo_reader_lines_in_time(const rondo_reader* reader, int64_t since,
                                                int64_t until, int64_t now,
                                                rondo_line_run run, void* context);

/* ---- Searching ---- */

typedef struct rondo_pattern rondo_pattern;

enum {
  RONDO_FIXED_STRINGS = 1,
  RONDO_IGNORE_CASE = 2,
  RONDO_WHOLE_WORDS = 4,
  RONDO_WHOLE_LINES = 8,
  RONDO_EXTENDED = 16, /* expressions as grep -E reads them, instead of RE2's syntax */
  RONDO_BASIC = 32     /* as grep -G */
};

/* Several patterns have newlines between them. Immutable. */
RONDO_API rondo_code rondo_pattern_create(const char* text, size_t size, unsigned flags,
                                          rondo_pattern** pattern);
RONDO_API void rondo_pattern_free(rondo_pattern* pattern);

typedef struct rondo_line {
  const char* text; /* without its newline; valid during the call */
  size_t size;
  uint64_t number;
  uint64_t offset; /* of its first byte */
  int selected;    /* 0: context */
} rondo_line;

/* Anything but 0 stops the search, which returns RONDO_STOPPED. */
typedef int (*rondo_line_sink)(void* context, const rondo_line* line);

typedef struct rondo_search_options {
  size_t struct_size;
  int invert;
  int threads;        /* 1 */
  uint64_t max_lines; /* UINT64_MAX */
  uint64_t before;    /* lines of context */
  uint64_t after;
} rondo_search_options;

RONDO_API void rondo_search_options_init(rondo_search_options* options);

/* Lines in order. `found`, if not NULL, gets how many lines were selected. Without a sink
 * lines are counted, which is much faster. */
RONDO_API rondo_code rondo_reader_search(const rondo_reader* reader,
                                         const rondo_pattern* pattern,
                                         const rondo_search_options* options,
                                         rondo_line_sink sink, void* context,
                                         uint64_t* found);

/* ---- Templates ---- */

typedef struct rondo_template {
  const char* text; /* with its slots as <int>, <ip> ...; ends with a zero */
  size_t size;
  uint64_t lines;
} rondo_template;

typedef int (*rondo_template_sink)(void* context, const rondo_template* one);

/* Most frequent first. */
RONDO_API rondo_code rondo_reader_templates(const rondo_reader* reader,
                                            rondo_template_sink sink, void* context);

#ifdef __cplusplus
}
#endif

#endif /* RONDO_C_RONDO_H_ */
