// hostile_gateway.py as a test has it: on a port of loopback while the object lives.
#ifndef RONDO_TESTS_DICTIONARY_GATEWAY_HOSTILE_GATEWAY_H_
#define RONDO_TESTS_DICTIONARY_GATEWAY_HOSTILE_GATEWAY_H_

#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>

#include <fstream>
#include <string>
#include <vector>

namespace rondo::testing {

class HostileGateway {
 public:
  // Serves the blocks of a folder; requests are noted in the file `log`.
  HostileGateway(const std::string& blocks, const std::string& log) : log_(log) {
    // Whatever the environment says of proxies is not about loopback.
    ::setenv("no_proxy", "127.0.0.1", 1);
    const std::string line = "exec " RONDO_PYTHON " -B " RONDO_HOSTILE_GATEWAY " '" +
                             blocks + "' '" + log + "'";
    pipe_ = ::popen(line.c_str(), "r");
    int port = 0;
    if (pipe_ == nullptr || ::fscanf(pipe_, "%d", &port) != 1) {
      ADD_FAILURE() << "cannot start " << line;
    }
    origin_ = "http://127.0.0.1:" + std::to_string(port);
  }
  ~HostileGateway() {
    if (pipe_ != nullptr) ::pclose(pipe_);
  }
  HostileGateway(const HostileGateway&) = delete;
  HostileGateway& operator=(const HostileGateway&) = delete;

  std::string Url(const std::string& mode) const { return origin_ + "/" + mode; }

  // The targets that were asked for, in order.
  std::vector<std::string> Requests() const {
    std::vector<std::string> lines;
    std::ifstream file(log_);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

 private:
  std::string log_;
  FILE* pipe_ = nullptr;
  std::string origin_;
};

}  // namespace rondo::testing

#endif  // RONDO_TESTS_DICTIONARY_GATEWAY_HOSTILE_GATEWAY_H_
