# The score as a container: format, encoder, reader, damage.
add_library(rondo_container_support STATIC container_support.cc container_support.h
  scratch_folder.h)
target_include_directories(rondo_container_support PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(rondo_container_support PUBLIC rondo_options rondo::stream)

foreach(part format lens encoder online round_trip damage reader thread)
  rondo_test(container_${part}_test
    SOURCES container_${part}_test.cc
    LIBS rondo_container_support rondo::stream rondo::base)
endforeach()
rondo_test(appender_test
  SOURCES appender_test.cc
  LIBS rondo_container_support rondo::stream rondo::base)
rondo_test(live_test
  SOURCES live_test.cc
  LIBS rondo_container_support rondo::stream rondo::base)
target_compile_definitions(container_format_test PRIVATE
  RONDO_FORMAT_DOCUMENT="${PROJECT_SOURCE_DIR}/docs/FORMAT.md")
