# zlib: a configure of its own (sed writes the makefile); installs no program, so its minigzip comes along
source=zlib
configure() { LDFLAGS=$flag ./configure --prefix="$prefix"; }
deliver() { make install; install -D -m 755 minigzipsh "$prefix/bin/minigzip"; }
smoke() { cp /etc/passwd a; moved minigzip a; moved minigzip -d a.gz; cmp a /etc/passwd; }
