# Every file of the corpora folder, there and back. The folder is RONDO_CORPORA, or the one
# that lies beside the tree; without it there is nothing to register. Files that end in .zst
# are expanded first. Sanitizers are slow, so they see the small files only.
set(corpora "$ENV{RONDO_CORPORA}")
if(NOT corpora)
  get_filename_component(corpora ${PROJECT_SOURCE_DIR}/../shared/corpora ABSOLUTE)
endif()
if(NOT IS_DIRECTORY "${corpora}")
  return()
endif()

set(largest_bytes 1000000000)
if(RONDO_SANITIZE)
  set(largest_bytes 100000)  # as it lies there, mostly compressed
endif()

file(GLOB corpora_files "${corpora}/*")
foreach(path ${corpora_files})
  file(SIZE "${path}" path_bytes)
  get_filename_component(name "${path}" NAME)
  if(IS_DIRECTORY "${path}" OR path_bytes GREATER largest_bytes)
    continue()
  endif()
  add_test(NAME corpora/${name}
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/corpora/round_trip $<TARGET_FILE:rondo> "${path}")
  set_tests_properties(corpora/${name} PROPERTIES TIMEOUT 900 PROCESSORS 2)
endforeach()
