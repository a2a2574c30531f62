/* The interface for C, from C: there and back, parts, lines, times, searches, templates,
 * appending, and every kind of error. Run in an empty folder. */
#include "rondo/c/rondo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                                           \
  do {                                                                             \
    if (!(condition)) {                                                            \
      printf("%s:%d: %s (last error: %s)\n", __FILE__, __LINE__, #condition,       \
             rondo_error_message());                                               \
      ++failures;                                                                  \
    }                                                                              \
  } while (0)

enum { kLines = 20000 };

typedef struct Buffer {
  uint8_t* bytes;
  size_t size;
  size_t room;
  size_t stop_after; /* 0: never */
} Buffer;

static int Collect(void* context, const uint8_t* bytes, size_t size) {
  Buffer* buffer = context;
  if (buffer->size + size > buffer->room) {
    buffer->room = 2 * (buffer->size + size);
    buffer->bytes = realloc(buffer->bytes, buffer->room);
    if (buffer->bytes == NULL) abort();
  }
  memcpy(buffer->bytes + buffer->size, bytes, size);
  buffer->size += size;
  return buffer->stop_after != 0 && buffer->size >= buffer->stop_after;
}

static void Line(char* line, size_t room, int i) {
  snprintf(line, room, "2024-03-04T%02d:%02d:%02dZ host app[%d]: request %d from 10.0.0.%d\n",
           i / 3600, i / 60 % 60, i % 60, i % 7, i, i % 250);
}

static Buffer Log(void) {
  Buffer log = {0};
  char line[128];
  for (int i = 0; i < kLines; ++i) {
    Line(line, sizeof line, i);
    Collect(&log, (const uint8_t*)line, strlen(line));
  }
  return log;
}

static Buffer Encode(const Buffer* text, const rondo_encode_options* options) {
  Buffer score = {0};
  rondo_encoder* encoder = NULL;
  CHECK(rondo_encoder_create(options, Collect, &score, &encoder) == RONDO_OK);
  const size_t half = text->size / 2;
  CHECK(rondo_encoder_write(encoder, text->bytes, half) == RONDO_OK);
  CHECK(rondo_encoder_write(encoder, text->bytes + half, text->size - half) == RONDO_OK);
  CHECK(rondo_encoder_finish(encoder) == RONDO_OK);
  rondo_encoder_free(encoder);
  return score;
}

typedef struct Found {
  uint64_t lines;
  uint64_t last;
  uint64_t context;
  int stop;
} Found;

static int TakeLine(void* context, const rondo_line* line) {
  Found* found = context;
  char wanted[128];
  Line(wanted, sizeof wanted, (int)line->number);
  CHECK(line->size + 1 == strlen(wanted) && memcmp(line->text, wanted, line->size) == 0);
  found->lines += line->selected != 0;
  found->context += line->selected == 0;
  found->last = line->number;
  return found->stop;
}

static int TakeRun(void* context, uint64_t from, uint64_t to) {
  uint64_t* range = context;
  if (range[1] == 0) range[0] = from;
  range[1] = to;
  return 0;
}

static int TakeTemplate(void* context, const rondo_template* one) {
  CHECK(strlen(one->text) == one->size);
  *(uint64_t*)context += one->lines;
  return 0;
}

static void Reads(const rondo_reader* reader, const Buffer* text) {
  CHECK(rondo_reader_size(reader) == text->size);
  CHECK(rondo_reader_lines(reader) == kLines);
  CHECK(rondo_reader_verify(reader) == RONDO_OK);

  Buffer whole = {0};
  CHECK(rondo_reader_read(reader, 0, text->size, Collect, &whole) == RONDO_OK);
  CHECK(whole.size == text->size && memcmp(whole.bytes, text->bytes, text->size) == 0);
  free(whole.bytes);

  uint8_t part[100];
  size_t got = 0;
  CHECK(rondo_reader_read_at(reader, 1000, part, sizeof part, &got) == RONDO_OK);
  CHECK(got == sizeof part && memcmp(part, text->bytes + 1000, got) == 0);
  CHECK(rondo_reader_read_at(reader, text->size - 7, part, sizeof part, &got) == RONDO_OK);
  CHECK(got == 7);
  CHECK(rondo_reader_read_at(reader, text->size + 1, part, 1, &got) == RONDO_OUT_OF_RANGE);
  CHECK(strlen(rondo_error_message()) > 0);

  char line[128];
  Line(line, sizeof line, 777);
  Buffer lines = {0};
  uint64_t offset = 0;
  CHECK(rondo_reader_read_lines(reader, 777, 778, Collect, &lines) == RONDO_OK);
  CHECK(lines.size == strlen(line) && memcmp(lines.bytes, line, lines.size) == 0);
  CHECK(rondo_reader_line_offset(reader, 777, &offset) == RONDO_OK);
  CHECK(memcmp(text->bytes + offset, line, strlen(line)) == 0);
  lines.stop_after = 1;
  CHECK(rondo_reader_read_lines(reader, 0, kLines, Collect, &lines) == RONDO_STOPPED);
  free(lines.bytes);
  CHECK(rondo_reader_read_lines(reader, 0, kLines + 1, Collect, &lines) ==
        RONDO_OUT_OF_RANGE);
}

static void Searches(const rondo_reader* reader) {
  rondo_pattern* pattern = NULL;
  const char text[] = "request 7.3 \nrequest 12345 ";
  CHECK(rondo_pattern_create(text, sizeof text - 1, 0, &pattern) == RONDO_OK);
  Found found = {0};
  uint64_t count = 0;
  CHECK(rondo_reader_search(reader, pattern, NULL, TakeLine, &found, &count) == RONDO_OK);
  CHECK(found.lines == 11 && count == 11 && found.last == 12345);
  CHECK(rondo_reader_search(reader, pattern, NULL, NULL, NULL, &count) == RONDO_OK);
  CHECK(count == 11);

  rondo_search_options options;
  rondo_search_options_init(&options);
  options.max_lines = 2;
  options.before = 1;
  memset(&found, 0, sizeof found);
  CHECK(rondo_reader_search(reader, pattern, &options, TakeLine, &found, NULL) == RONDO_OK);
  CHECK(found.lines == 2 && found.context == 2 && found.last == 713);
  options.struct_size = offsetof(rondo_search_options, max_lines); /* an older caller */
  CHECK(rondo_reader_search(reader, pattern, &options, NULL, NULL, &count) == RONDO_OK);
  CHECK(count == 11);
  found.stop = 1;
  CHECK(rondo_reader_search(reader, pattern, NULL, TakeLine, &found, NULL) ==
        RONDO_STOPPED);
  rondo_pattern_free(pattern);

  CHECK(rondo_pattern_create("REQUEST 1.", 10, RONDO_FIXED_STRINGS | RONDO_IGNORE_CASE,
                             &pattern) == RONDO_OK);
  CHECK(rondo_reader_search(reader, pattern, NULL, NULL, NULL, &count) == RONDO_OK);
  CHECK(count == 0);
  rondo_pattern_free(pattern);
  CHECK(rondo_pattern_create("a(", 2, 0, &pattern) == RONDO_INVALID_ARGUMENT);
  CHECK(rondo_pattern_create("a", 1, 1u << 20, &pattern) == RONDO_INVALID_ARGUMENT);
}

static void TimesAndTemplates(const rondo_reader* reader) {
  int64_t since = 0, until = 0, end = 0;
  CHECK(rondo_parse_time("2024-03-04 01:00", 0, &since, &end) == RONDO_OK);
  CHECK(rondo_parse_time("2024-03-04 01:01", 0, &until, &end) == RONDO_OK);
  CHECK(until - since == INT64_C(60000000000));
  uint64_t range[2] = {0, 0};
  CHECK(rondo_reader_lines_in_time(reader, since, until, 0, TakeRun, range) == RONDO_OK);
  CHECK(range[0] == 3600 && range[1] == 3660);
  CHECK(rondo_reader_lines_in_time(reader, until, since, 0, TakeRun, range) ==
        RONDO_INVALID_ARGUMENT);
  CHECK(rondo_parse_time("sometime", 0, &since, &until) == RONDO_INVALID_ARGUMENT);
  uint64_t lines = 0;
  CHECK(rondo_reader_templates(reader, TakeTemplate, &lines) == RONDO_OK);
  CHECK(lines > kLines / 2 && lines <= kLines);
}

static int released = 0;
static int ReadInput(void* context, uint64_t offset, uint8_t* out, size_t size) {
  const Buffer* score = context;
  memcpy(out, score->bytes + offset, size);
  return 0;
}
static int FailToRead(void* context, uint64_t offset, uint8_t* out, size_t size) {
  (void)context, (void)offset, (void)out, (void)size;
  return 1;
}
static void Release(void* context) {
  (void)context;
  ++released;
}

static void Errors(const Buffer* score) {
  rondo_reader* reader = NULL;
  CHECK(rondo_reader_open("no-such-file", NULL, &reader) == RONDO_NOT_FOUND);
  CHECK(strstr(rondo_error_message(), "no-such-file") != NULL);
  CHECK(rondo_reader_open_memory("no score at all", 15, NULL, &reader) ==
        RONDO_INVALID_ARGUMENT);
  uint8_t* bent = malloc(score->size);
  memcpy(bent, score->bytes, score->size);
  bent[score->size / 2] ^= 1;
  CHECK(rondo_reader_open_memory(bent, score->size, NULL, &reader) == RONDO_OK);
  CHECK(rondo_reader_verify(reader) == RONDO_DATA_LOSS);
  rondo_reader_free(reader);
  free(bent);
  rondo_decode_options little;
  rondo_decode_options_init(&little);
  little.memory_limit_bytes = 1000;
  CHECK(rondo_reader_open_memory(score->bytes, score->size, &little, &reader) !=
            RONDO_OK ||
        rondo_reader_verify(reader) == RONDO_RESOURCE_EXHAUSTED);
  const rondo_input broken = {
      .context = NULL, .size = score->size, .read_at = FailToRead, .release = Release};
  released = 0;
  CHECK(rondo_reader_open_input(&broken, NULL, &reader) == RONDO_SYSTEM);
  CHECK(released == 1);

  rondo_encode_options options;
  rondo_encode_options_init(&options);
  options.level = 99;
  rondo_encoder* encoder = NULL;
  Buffer none = {0};
  CHECK(rondo_encoder_create(&options, Collect, &none, &encoder) == RONDO_INVALID_ARGUMENT);
  none.stop_after = 1;
  CHECK(rondo_encoder_create(NULL, Collect, &none, &encoder) == RONDO_OK);
  rondo_code code = rondo_encoder_write(encoder, "text\n", 5);
  if (code == RONDO_OK) code = rondo_encoder_finish(encoder);
  CHECK(code == RONDO_STOPPED);
  rondo_encoder_free(encoder);
  free(none.bytes);
  rondo_encoder_free(NULL);
  rondo_reader_free(NULL);
  rondo_pattern_free(NULL);
}

static void Appends(void) {
  for (int time = 1; time <= 2; ++time) {
    rondo_encoder* encoder = NULL;
    CHECK(rondo_encoder_append(NULL, "added.rondo", &encoder) == RONDO_OK);
    CHECK(rondo_encoder_write(encoder, "one more\n", 9) == RONDO_OK);
    CHECK(rondo_encoder_finish(encoder) == RONDO_OK);
    rondo_encoder_free(encoder);
    CHECK(rondo_encoder_append(NULL, "added.rondo", &encoder) == RONDO_OK);
    CHECK(rondo_encoder_write(encoder, "given up\n", 9) == RONDO_OK);
    rondo_encoder_free(encoder);
    rondo_reader* reader = NULL;
    CHECK(rondo_reader_open("added.rondo", NULL, &reader) == RONDO_OK);
    CHECK(rondo_reader_lines(reader) == (uint64_t)time);
    CHECK(rondo_reader_stored(reader) > 0);
    rondo_reader_free(reader);
  }
}

int main(void) {
  CHECK(strchr(rondo_version(), '.') != NULL);
  remove("added.rondo");
  Buffer text = Log();
  rondo_encode_options options;
  rondo_encode_options_init(&options);
  options.segment_bytes = 400000;
  options.threads = 2;
  Buffer score = Encode(&text, &options);
  CHECK(score.size < text.size / 10);

  rondo_reader* reader = NULL;
  CHECK(rondo_reader_open_memory(score.bytes, score.size, NULL, &reader) == RONDO_OK);
  Reads(reader, &text);
  Searches(reader);
  TimesAndTemplates(reader);
  rondo_reader_free(reader);

  const rondo_input input = {
      .context = &score, .size = score.size, .read_at = ReadInput, .release = Release};
  rondo_decode_options two;
  rondo_decode_options_init(&two);
  two.threads = 2;
  released = 0;
  CHECK(rondo_reader_open_input(&input, &two, &reader) == RONDO_OK);
  Reads(reader, &text);
  rondo_reader_free(reader);
  CHECK(released == 1);

  Errors(&score);
  Appends();
  free(score.bytes);
  free(text.bytes);
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
