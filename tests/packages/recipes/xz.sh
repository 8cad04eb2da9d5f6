# xz: automake and libtool, scripts among the programs
source=xz-utils spellings='S1 S5'
options='--disable-static --disable-nls --disable-doc'
smoke() { echo hello | moved xz | moved xz -d | grep hello; }
