rondo_test(iostreams_test
  SOURCES iostreams_test.cc
  LIBS rondo_container_support rondo::stream Boost::iostreams)
