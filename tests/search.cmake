rondo_test(presence_test SOURCES presence_test.cc LIBS rondo::stream)
rondo_test(symbol_scan_test SOURCES symbol_scan_test.cc LIBS rondo::stream)

# Searching: the patterns and the flow of lines alone, then the program against GNU grep.
rondo_test(search_test
  SOURCES
    line_automaton_test.cc
    record_random_log.cc record_random_log.h
    search_flow_test.cc
    search_literals_test.cc
    search_pattern_test.cc
    search_score_test.cc
    search_support.h
    search_time_test.cc
  LIBS rondo_container_support rondo::search rondo::grammar PkgConfig::re2)

find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(differential_count 2000)
if(RONDO_SANITIZE)
  set(differential_count 400)
endif()
set(differential_corpora "$ENV{RONDO_CORPORA}")
add_test(NAME search/grep_differential
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/grep_differential
    $<TARGET_FILE:rondo> --count ${differential_count} --corpora "${differential_corpora}")
set_tests_properties(search/grep_differential PROPERTIES TIMEOUT 900)
