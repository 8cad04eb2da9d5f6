# CMake and make, the mangled text being the project's own BUILD_RPATH: no shim may repair that
project=cmake-tiny style=cmake
configure() { cmake -S . -B b -G "$generator" -DCMAKE_INSTALL_PREFIX="$prefix" -DTINY_BUILD_RPATH="$rpath"; }
smoke() { moved tiny | grep found; }
