// Encodes standard input into a file, through a stream.
//
//   encode_stream FILE.rondo < access.log
#include <boost/iostreams/close.hpp>
#include <boost/iostreams/device/file_descriptor.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <exception>
#include <iostream>

#include "rondo/boost_iostreams.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: encode_stream FILE.rondo < INPUT\n";
    return 2;
  }
  try {
    rondo::EncodeOptions options;
    options.level = 3;
    boost::iostreams::filtering_ostream score;
    score.push(rondo::EncodingFilter(options));
    score.push(boost::iostreams::file_descriptor_sink(argv[1]), 0);
    score.exceptions(std::ios::badbit);
    score << std::cin.rdbuf();
    boost::iostreams::close(score);
  } catch (const std::exception& error) {
    std::cerr << "encode_stream: " << error.what() << "\n";
    return 1;
  }
}
