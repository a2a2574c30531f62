# Installs the library as a CMake package and for pkg-config:
#
#   find_package(rondo REQUIRED)
#   target_link_libraries(mine PRIVATE rondo::rondo)    # or rondo::decoder, which only reads
#
#   g++ -std=c++20 mine.cc $(pkg-config --cflags --libs rondo)
#   gcc mine.c $(pkg-config --cflags --libs rondo-c)    # or rondo::c
include(CMakePackageConfigHelpers)

set(RONDO_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/rondo)
install(TARGETS rondo_rondo rondo_decoder EXPORT rondo-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
if(TARGET rondo_c)
  install(TARGETS rondo_c EXPORT rondo-targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
endif()
install(EXPORT rondo-targets NAMESPACE rondo::
  DESTINATION ${RONDO_PACKAGE_DIR} COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/rondo
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/rondo-config.cmake.in
  ${PROJECT_BINARY_DIR}/rondo-config.cmake INSTALL_DESTINATION ${RONDO_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/rondo-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/rondo-config.cmake
  ${PROJECT_BINARY_DIR}/rondo-config-version.cmake
  DESTINATION ${RONDO_PACKAGE_DIR} COMPONENT development)

# Wherever it is installed to: cmake --install --prefix comes after this.
file(RELATIVE_PATH RONDO_PREFIX_FROM_PC /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" RONDO_PREFIX_FROM_PC ${RONDO_PREFIX_FROM_PC})
if(RONDO_ISAL)
  set(RONDO_PC_ISAL " libisal")
endif()
foreach(library rondo rondo-c)
  if(library STREQUAL "rondo" OR TARGET rondo_c)
    configure_file(
      ${CMAKE_CURRENT_LIST_DIR}/${library}.pc.in ${PROJECT_BINARY_DIR}/${library}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${library}.pc
      DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
  endif()
endforeach()
