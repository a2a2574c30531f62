# The program: its parts alone, then the real binary in a scratch folder.
rondo_test(cli_parts_test
  SOURCES
    scratch_folder.h
    cli/json_test.cc
    cli/output_test.cc
    cli/parse_test.cc
    cli/progress_test.cc
    cli/stat_templates_test.cc
    cli/suggest_test.cc
    cli/text_test.cc
  LIBS rondo::app)

rondo_test(cli_test
  SOURCES
    cli/cli_fixture.cc cli/cli_fixture.h scratch_folder.h
    cli/append_test.cc
    cli/cat_test.cc
    cli/compact_test.cc
    cli/damage_test.cc
    cli/files_test.cc
    cli/grep_test.cc
    cli/gzip_face_test.cc
    cli/head_tail_test.cc
    cli/help_test.cc
    cli/live_test.cc
    cli/log_recipes_test.cc
    cli/signals_test.cc
    cli/stat_test.cc
    cli/streams_test.cc
    cli/terminal_test.cc
    cli/time_test.cc)
target_compile_definitions(cli_test PRIVATE
  RONDO_PROGRAM_FOLDER="$<TARGET_FILE_DIR:rondo>")
add_dependencies(cli_test rondo generate_log)

# A few of the runs of scripts/kill-test; a slow machine may be late with a flush, but what a
# reader has seen is there.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME kill_test
  COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/kill-test 10
    --rondo $<TARGET_FILE:rondo> --bytes 4000000 --longest 0.5 --grace 60)
set_tests_properties(kill_test PROPERTIES TIMEOUT 120)
