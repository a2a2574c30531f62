rondo_test(notes_test SOURCES notes_test.cc LIBS rondo::grammar)
rondo_test(x86_filter_test SOURCES x86_filter_test.cc LIBS rondo::grammar)
