# jq: automake and libtool, the library is linked with an absolute build folder
source=jq tools='automake:automake libtoolize:libtool'
options='--disable-static --without-oniguruma --disable-maintainer-mode --disable-docs'
prepare() { autoreconf -fi; }
smoke() { echo '[3, 4]' | moved jq -c 'map(. * 2)' | grep '^\[6,8]$'; }
