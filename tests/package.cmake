# The installed package, as another project finds it. Not with sanitizers: whoever links to
# such a library needs them too.
if(NOT RONDO_SANITIZE)
  add_test(NAME package/cmake_and_pkg_config
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/package/check ${PROJECT_BINARY_DIR}
      ${PROJECT_SOURCE_DIR}/examples ${CMAKE_INSTALL_LIBDIR} ${CMAKE_COMMAND}
      ${CMAKE_CXX_COMPILER})
  set_tests_properties(package/cmake_and_pkg_config PROPERTIES
    TIMEOUT 300
    PASS_REGULAR_EXPRESSION
      "/dev/null is not a regular file\n.*/dev/null is not a regular file\n")
endif()
