# libpng: automake and libtool, with a library of the system (zlib) in between
source=libpng1.6 spellings='S1 S5'
options='--disable-static'
smoke() { moved pngfix --help >help.txt 2>&1 || :; grep Usage help.txt; }
