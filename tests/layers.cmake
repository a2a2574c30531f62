# The layers of the tree: which folder may include which.
rondo_test(layers_test SOURCES layers_test.cc)
target_compile_definitions(layers_test PRIVATE RONDO_TREE="${PROJECT_SOURCE_DIR}")
