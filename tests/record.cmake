# The record lens: timestamps, tokens, templates, columns, and the lens itself.
rondo_test(record_grammar_test
  SOURCES
    record_random_log.cc record_random_log.h
    record_slot_classes_test.cc
    record_slot_format_test.cc
    record_slot_shape_test.cc
    record_templates_test.cc
    record_tokens_test.cc
    timestamp_test.cc
  LIBS rondo::grammar)

rondo_test(templates_test
  SOURCES templates_test.cc
  LIBS rondo::stream rondo::grammar)

rondo_test(record_lens_test
  SOURCES
    encoded_log.h
    planned_log.h
    record_generated_test.cc
    record_lens_test.cc
    record_places_test.cc
    record_random_log.cc record_random_log.h
    record_scan_test.cc
    record_symbols_test.cc
  LIBS rondo::stream rondo::grammar rondo::entropy)

rondo_test(record_counts_test
  SOURCES
    encoded_log.h
    planned_log.h
    record_counts_test.cc
    record_random_log.cc record_random_log.h
  LIBS rondo::search rondo::stream rondo::grammar rondo::entropy)
