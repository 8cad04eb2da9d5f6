# CPython, which uses all that is in the prefix already
# shellcheck source=/dev/null
. "${here:?}/parts/python.sh"
wants='libffi-dev zlib1g-dev'

# Modules are tried where they were built, where nothing of the tree is beside them yet.
configure() {
    LD_LIBRARY_PATH="$prefix/lib" CPPFLAGS="-I$prefix/include" LDFLAGS="-L$prefix/lib $flag" \
        TCLTK_CFLAGS="-I$prefix/include" TCLTK_LIBS="-L$prefix/lib -ltk8.6 -ltcl8.6" \
        ./configure --prefix="$prefix" --enable-shared --disable-test-modules --with-openssl="$prefix"
}
build() { LD_LIBRARY_PATH="$prefix/lib" make -j"$jobs"; }
smoke() {
    moved python3.11 -c '
import ssl, readline, sqlite3, tkinter
print("note:", ssl.OPENSSL_VERSION, "- SQLite", sqlite3.sqlite_version, "- Tcl", tkinter.Tcl().eval("info patchlevel"))
connection = sqlite3.connect(":memory:")
assert connection.execute("select 6 * 7").fetchone() == (42,)
ssl.create_default_context()'
    moved pip3 check
    moved greeter a | grep 'greeter of .*/new/'
}
