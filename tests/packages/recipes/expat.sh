# expat: automake and libtool
source=expat subfolder=expat tools='automake:automake libtoolize:libtool'
options='--disable-static --without-docbook --without-examples --without-tests'
prepare() { ./buildconf.sh; }
smoke() { mkdir out; echo '<a><b c="d"/></a>' >a.xml; moved xmlwf -d out a.xml; grep 'c="d"' out/a.xml; }
