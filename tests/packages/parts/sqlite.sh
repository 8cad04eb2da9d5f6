# SQLite: libtool, and a program that uses the library
source=sqlite3 tools=tclsh:tcl
configure() {
    LDFLAGS="-L$prefix/lib $flag" CPPFLAGS="-I$prefix/include -DSQLITE_ENABLE_COLUMN_METADATA" \
        ./configure --prefix="$prefix" --disable-static --disable-tcl --disable-readline
}
smoke() { moved sqlite3 :memory: 'select 6 * 7' | grep 42; }
