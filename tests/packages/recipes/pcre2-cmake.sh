# pcre2: CMake and make
source=pcre2 style=cmake
options='-DBUILD_SHARED_LIBS=ON -DBUILD_STATIC_LIBS=OFF -DPCRE2_BUILD_TESTS=ON'
smoke() { printf 'red\nrod\nrid\n' | moved pcre2grep -c 'r(?!i)' | grep 2; }
