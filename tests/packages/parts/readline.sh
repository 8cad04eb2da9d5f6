# readline: a library without a program, whose makefile has the linker's words from a script of its own
source=readline
options='--disable-static --with-curses'
build() { make -j"$jobs" SHLIB_LIBS=-ltinfo; }
deliver() { make install SHLIB_LIBS=-ltinfo; }
smoke() { :; }
