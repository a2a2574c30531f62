# Times: of lines, as people write them, of blocks, and the lines of a range of time.
rondo_test(line_time_test
  SOURCES line_time_test.cc
  LIBS rondo::stream rondo::grammar)

rondo_test(time_test
  SOURCES time_test.cc
  LIBS rondo::stream)

rondo_test(block_times_test
  SOURCES block_times_test.cc
  LIBS rondo::stream rondo::grammar)

rondo_test(line_sieve_test
  SOURCES line_sieve_test.cc
  LIBS rondo::stream rondo::grammar)

rondo_test(lines_in_time_test
  SOURCES lines_in_time_test.cc
  LIBS rondo_container_support rondo::stream rondo::grammar)
