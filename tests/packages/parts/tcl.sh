# Tcl: its configure makes the linker's words for libraries and programs each in its own way
source=tcl8.6 subfolder=unix
deliver() { make install-binaries install-libraries install-headers install-private-headers; }
smoke() { echo 'puts [expr {6 * 7}]' | moved tclsh8.6 | grep 42; }
