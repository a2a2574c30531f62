// Source: https://specs.ipfs.tech/http-gateways/trustless-gateway/
//
// Tested by tests/dictionary/gateway/gateway_url_test.cc.
#include "dictionary/gateway/gateway_url.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace rondo::dictionary {
namespace {

absl::Status Bad(const std::string& text, const char* why) {
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is no gateway: ", why));
}

}  // namespace

absl::StatusOr<GatewayUrl> GatewayUrl::Parse(const std::string& text) {
  const size_t scheme_end = text.find("://");
  const std::string scheme = absl::AsciiStrToLower(text.substr(0, scheme_end));
  if (scheme_end == std::string::npos || (scheme != "http" && scheme != "https")) {
    return Bad(text, "expected http://HOST or https://HOST");
  }
  const bool is_plain = std::ranges::all_of(text, [](unsigned char letter) {
    return absl::ascii_isgraph(letter) &&
           std::string_view("\"<>\\^`{|}").find(static_cast<char>(letter)) ==
               std::string_view::npos;
  });
  if (!is_plain) return Bad(text, "no URL has such characters");
  if (text.find_first_of("?#") != std::string::npos) {
    return Bad(text, "expected no query and no fragment");
  }
  const std::string rest = text.substr(scheme_end + 3);
  const std::string authority = rest.substr(0, rest.find('/'));
  // It would stand in messages, and in the lists of those who are asked.
  if (absl::StrContains(authority, "@")) return Bad(text, "expected no user name");
  if (authority.empty() || authority.starts_with(':')) return Bad(text, "it has no host");
  if (authority.ends_with(':')) return Bad(text, "expected a port behind the colon");
  absl::string_view end = rest;
  while (absl::ConsumeSuffix(&end, "/")) {
  }
  absl::ConsumeSuffix(&end, "/ipfs");
  return GatewayUrl(absl::StrCat(scheme, "://", end));
}

std::string GatewayUrl::OfBlock(const Cid& cid) const {
  return absl::StrCat(text_, "/ipfs/", cid.ToText(), "?format=raw");
}

std::string GatewayUrl::OfCar(const Cid& root) const {
  return absl::StrCat(text_, "/ipfs/", root.ToText(), "?format=car&dag-scope=all");
}

}  // namespace rondo::dictionary
