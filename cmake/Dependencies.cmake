# Every library outside the standard one: Debian 12 packages, listed once in tools/install-deps.
find_package(OpenSSL 3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(simdjson REQUIRED)
find_package(tl-expected REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
# cpp-httplib's limits are compiled into the shared library: its own flags must be used (ABI).
pkg_check_modules(cpp-httplib REQUIRED IMPORTED_TARGET cpp-httplib)
# Inflates Helm releases; twice as fast as zlib on whole buffers.
pkg_check_modules(libdeflate REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(libpsl REQUIRED IMPORTED_TARGET libpsl)
# libyaml is what the YAML reader of kubectl was ported from, so it reads what kubectl reads.
pkg_check_modules(libyaml REQUIRED IMPORTED_TARGET yaml-0.1)
