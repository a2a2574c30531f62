add_library(rondo_reference_re_pair STATIC
  reference/naive_re_pair.cc reference/naive_re_pair.h)
target_include_directories(rondo_reference_re_pair PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(rondo_reference_re_pair PUBLIC rondo::grammar)

rondo_test(re_pair_test
  SOURCES re_pair_test.cc
  LIBS rondo::grammar rondo_reference_re_pair)

add_library(rondo_reference_sequitur STATIC
  reference/naive_sequitur.cc reference/naive_sequitur.h)
target_include_directories(rondo_reference_sequitur PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(rondo_reference_sequitur PUBLIC rondo::grammar)

rondo_test(sequitur_test
  SOURCES sequitur_test.cc
  LIBS rondo::grammar rondo_reference_re_pair rondo_reference_sequitur)

rondo_test(prune_test
  SOURCES prune_test.cc
  LIBS rondo::grammar rondo_reference_re_pair)

rondo_test(phrase_trie_test
  SOURCES phrase_trie_test.cc
  LIBS rondo::grammar)

rondo_test(reparse_test
  SOURCES reparse_test.cc
  LIBS rondo::grammar rondo_reference_re_pair)

rondo_test(parse_costs_test
  SOURCES parse_costs_test.cc
  LIBS rondo::stream rondo::grammar rondo_reference_re_pair)

rondo_test(grammar_induction_test
  SOURCES grammar_induction_test.cc
  LIBS rondo::stream rondo::grammar rondo_reference_re_pair)
