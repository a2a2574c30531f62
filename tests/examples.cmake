# The programs of examples/, run one after the other.
add_subdirectory(${PROJECT_SOURCE_DIR}/examples ${PROJECT_BINARY_DIR}/examples)

set(EXAMPLE_SCORE ${CMAKE_CURRENT_BINARY_DIR}/example.rondo)
add_test(NAME examples/encode_stream
  COMMAND sh -c "printf 'one\\ntwo\\nthree\\n' | $<TARGET_FILE:encode_stream> ${EXAMPLE_SCORE}")
set_tests_properties(examples/encode_stream PROPERTIES FIXTURES_SETUP example_score)
add_test(NAME examples/print_line COMMAND print_line ${EXAMPLE_SCORE} 2)
set_tests_properties(examples/print_line PROPERTIES
  FIXTURES_REQUIRED example_score
  PASS_REGULAR_EXPRESSION "^3 lines, 14 bytes; line 2: two\n$")
add_test(NAME examples/print_line_past_the_end COMMAND print_line ${EXAMPLE_SCORE} 5)
set_tests_properties(examples/print_line_past_the_end PROPERTIES
  FIXTURES_REQUIRED example_score
  PASS_REGULAR_EXPRESSION "line 4 is past the last of 3")
add_test(NAME examples/encode_stream_to_a_full_disk
  COMMAND sh -c "printf 'one\\n' | $<TARGET_FILE:encode_stream> /dev/full")
set_tests_properties(examples/encode_stream_to_a_full_disk PROPERTIES WILL_FAIL TRUE)
