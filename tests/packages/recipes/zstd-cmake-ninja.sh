# zstd: CMake and Ninja, where no spelling is right; `$$` becomes the number of a process that differs from link to link
source=libzstd style=cmake generator=Ninja spellings='S1 S2' subfolder=build/cmake
options='-DZSTD_BUILD_STATIC=OFF -DZSTD_PROGRAMS_LINK_SHARED=ON'
smoke() { echo hello | moved zstd | moved zstd -d | grep hello; }
