# lua: plain make, the flag is a variable on make's command line and goes through a second make; no own library
source=lua5.4 libraries=no
configure() { :; }
build() { make -j"$jobs" linux MYLDFLAGS="$flag"; }
deliver() { make install INSTALL_TOP="$prefix"; }
smoke() { moved lua -e 'assert(("lib"):rep(2) == "liblib")'; }
