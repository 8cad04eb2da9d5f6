# Tk: a library that uses another of the tree, which it finds by a file that tells where that was built
source=tk8.6 subfolder=unix wants='libx11-dev libxft-dev libxss-dev'
configure() { CFLAGS="-O2 -I$prefix/include" LDFLAGS=$flag ./configure --prefix="$prefix" --with-tcl="$prefix/lib"; }
deliver() { make install-binaries install-libraries install-headers; }
# without a display there is nothing to run but to load it
smoke() { moved wish8.6 -display none:0 </dev/null 2>&1 | grep display; }
