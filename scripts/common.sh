# Shared by the scripts beside it: packages, layout and builds. Source it from bash; it changes to
# the top folder of the tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Debian's names for what a build, the test suite, the demo and the fuzzers need.
BUILD_PACKAGES=(g++ cmake ninja-build pkg-config libabsl-dev libboost-program-options-dev
  libboost-iostreams-dev libzstd-dev libxxhash-dev nettle-dev libre2-dev libpcre2-dev
  zlib1g-dev libarchive-dev libbz2-dev liblz4-dev liblzma-dev
  libcurl4-openssl-dev libisal-dev)
TEST_PACKAGES=(libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev logrotate python3
  bzip2 gzip lz4 lzip ncompress xz-utils zip zstd groff-base fish zsh)
# npm, for tests beside the reference implementations of dictionaries, brings half a system with
# it, and comes with other packages of node, too.
command -v npm >/dev/null || TEST_PACKAGES+=(nodejs npm)
DEMO_PACKAGES=(gzip zstd xz-utils)
FUZZ_PACKAGES=(clang libclang-rt-dev)
FORMAT_PACKAGES=(clang-format)
LINT_PACKAGES=("${FORMAT_PACKAGES[@]}" clang-tidy)

is_installed() {
  dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

# install_packages NAME...: those that are missing, with apt-get.
install_packages() {
  local name missing=() as_root=()
  for name in "$@"; do
    is_installed "$name" || missing+=("$name")
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  if ! command -v apt-get >/dev/null; then
    echo "This script installs packages with apt-get, which is not here; it needs: ${missing[*]}" >&2
    exit 2
  fi
  [[ $EUID -eq 0 ]] || as_root=(sudo)
  echo "== Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq \
    --no-install-recommends "${missing[@]}" >/dev/null
}

# check_format: every C++ file is laid out as .clang-format says.
check_format() {
  echo "== Checking the layout"
  find include src apps tests fuzz bench examples \( -name '*.h' -o -name '*.cc' \) -print0 |
    xargs -0 clang-format --dry-run -Werror
}

# configure PRESET: configures build/PRESET. What a compiler cache knows is soon built; without
# one, and with UNITY=ON, the files of a room are compiled as one, in much less time.
configure() {
  local how=(-DCMAKE_UNITY_BUILD="${UNITY:-OFF}")
  if command -v ccache >/dev/null; then
    how=(-DCMAKE_UNITY_BUILD=OFF -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  cmake --preset "$1" "${how[@]}" >/dev/null
}

# build PRESET [TARGET...]: configures and builds build/PRESET.
build() {
  local preset=$1
  shift
  echo "== Building $preset"
  configure "$preset"
  cmake --build --preset "$preset" ${1:+--target "$@"}
}
