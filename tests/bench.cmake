# The benchmark harness, tested without running a benchmark.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME bench_harness_test
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/bench_harness_test.py)
set_tests_properties(bench_harness_test PROPERTIES TIMEOUT 60)
