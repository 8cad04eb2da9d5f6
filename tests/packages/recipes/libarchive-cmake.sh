# libarchive: CMake and make
source=libarchive style=cmake spellings='S5'
options='-DENABLE_TEST=OFF -DENABLE_TAR_SHARED=ON -DENABLE_CPIO_SHARED=ON -DENABLE_CAT_SHARED=ON'
smoke() { echo hello >a; moved bsdtar -cf a.tar a; rm a; moved bsdtar -xf a.tar; grep hello a; }
