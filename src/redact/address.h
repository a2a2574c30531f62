// Addresses of the Internet Protocol, as software writes them.
#ifndef RONDO_REDACT_ADDRESS_H_
#define RONDO_REDACT_ADDRESS_H_

#include <cstddef>
#include <string_view>

namespace rondo::redact {

// Groups of digits with points between them. Groups that a letter follows at once are
// none: "1.2.3.4a" has three.
struct DottedNumbers {
  size_t end = 0;       // behind the last digit
  size_t groups = 0;    // 1 or more
  size_t four_end = 0;  // behind the fourth group, if there are four or more
  bool octets = true;   // the first four, or all, are below 256 and of up to three digits
};

// REQUIRES: a word of digits starts at `at`.
DottedNumbers ReadDottedNumbers(std::string_view line, size_t at);

// Behind the IPv4 address that `numbers`, which start at `at`, are, or `at`: four octets,
// without a port or what else follows. Five numbers are a version or an object
// identifier, but of tcpdump an address and a port.
size_t EndOfIpv4(std::string_view line, size_t at, const DottedNumbers& numbers);

// Behind the octets "10-0-0-5" in the name of a host, as "ip-10-0-0-5" and
// "host-10-0-0-5.example.net" are, or `at`. Outside of a name with points they must
// follow on "ip-".
size_t EndOfHostOctets(std::string_view line, size_t at);

// Behind the IPv6 address that starts at `at`, or `at`: eight groups, or fewer with "::"
// and then with a digit or three groups; the last two may be an IPv4 address. Zone
// (%eth0), prefix (/64) and port are not part of it. Cost: at most 64 bytes are looked
// at.
size_t EndOfIpv6(std::string_view line, size_t at);

}  // namespace rondo::redact

#endif  // RONDO_REDACT_ADDRESS_H_
