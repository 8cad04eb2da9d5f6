# gdbm: automake and libtool, with one library that needs another and is linked again at install
source=gdbm
options='--disable-static --disable-nls --without-readline --enable-libgdbm-compat'
smoke() {
    echo 'store colour blue' | moved gdbmtool -q a.db
    moved gdbm_dump a.db a.txt
    moved gdbm_load a.txt b.db
    echo 'fetch colour' | moved gdbmtool -q b.db | grep blue
}
