# rondo_room(FOLDER [SOURCES file...] [ENCODER file...] [USES room...] [ENCODER_USES room...]
#            [LIBS target...])
#
# The archives of a folder of src/. SOURCES are what reading needs, or both ways: of
# stream/score they make rondo::stream_score, which links the rooms of USES (named as
# stream_lens). ENCODER are what only writing needs: rondo::stream_score_encoder, which
# links the room itself and those of ENCODER_USES. LIBS are libraries of others.
#
# All are position-independent and hide their symbols, so that shared objects may be made
# of them. In a unity build (CMAKE_UNITY_BUILD) the files of each are compiled as one.
# rondo_library(...) makes one archive of many rooms.
function(rondo_room folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;ENCODER;USES;ENCODER_USES;LIBS")
  string(REPLACE "/" "_" name "${folder}")
  if(arg_SOURCES)
    rondo_archive(${name} DECODER "${arg_SOURCES}" "${arg_USES}" "${arg_LIBS}")
    list(PREPEND arg_ENCODER_USES ${name})
  endif()
  if(arg_ENCODER)
    rondo_archive(${name}_encoder ENCODER
      "${arg_ENCODER}" "${arg_ENCODER_USES}" "${arg_LIBS}")
  endif()
endfunction()

function(rondo_archive name half sources uses libs)
  list(TRANSFORM uses PREPEND rondo::)
  set(target rondo_${name})
  if(sources MATCHES "\\.cc")
    add_library(${target} STATIC ${sources})
    set_target_properties(${target} PROPERTIES
      POSITION_INDEPENDENT_CODE ON
      CXX_VISIBILITY_PRESET hidden
      VISIBILITY_INLINES_HIDDEN ON
      UNITY_BUILD_BATCH_SIZE 0)
    target_link_libraries(${target} PUBLIC rondo_options ${uses} ${libs})
    set_property(GLOBAL APPEND PROPERTY RONDO_${half}_ROOMS ${target})
  else()  # headers only
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE rondo_options ${uses} ${libs})
  endif()
  add_library(rondo::${name} ALIAS ${target})
endfunction()

# rondo_library(NAME HALF...): rondo::NAME, the rooms of the halves DECODER and ENCODER as
# one archive, as it is installed.
function(rondo_library name)
  set(objects)
  foreach(half ${ARGN})
    get_property(rooms GLOBAL PROPERTY RONDO_${half}_ROOMS)
    foreach(room ${rooms})
      list(APPEND objects $<TARGET_OBJECTS:${room}>)
    endforeach()
  endforeach()
  add_library(rondo_${name} STATIC ${objects})
  set_target_properties(rondo_${name} PROPERTIES
    EXPORT_NAME ${name} LINKER_LANGUAGE CXX POSITION_INDEPENDENT_CODE ON)
  target_include_directories(rondo_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(rondo_${name} PUBLIC cxx_std_20)
  target_link_libraries(rondo_${name}
    PUBLIC absl::status absl::statusor absl::time Threads::Threads
    PRIVATE absl::strings zstd::libzstd_shared
      PkgConfig::xxhash PkgConfig::nettle PkgConfig::re2 PkgConfig::pcre2
      $<$<BOOL:${RONDO_ISAL}>:PkgConfig::isal>)
  add_library(rondo::${name} ALIAS rondo_${name})
endfunction()
