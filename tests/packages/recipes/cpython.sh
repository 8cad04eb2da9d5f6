# CPython: autoconf, shared library, sixty extension modules below lib/python3.11/lib-dynload
source=python3.11 join='=' spellings=S1
options='--enable-shared --without-ensurepip --disable-test-modules'
wants='libssl-dev libffi-dev libsqlite3-dev zlib1g-dev'
smoke() {
    for module in ssl ctypes sqlite3 zlib; do
        if moved python3.11 -c "import $module"; then echo "note: $module imported"; else absent "$module"; fi
    done
    moved python3.11 -c 'import sys; assert sys.prefix == sys.argv[1], sys.prefix' "$tree"
}
# a module may be missing only if it was not built, for want of a library
absent() {
    for file in "$tree"/lib/python3.11/lib-dynload/_"$1".*.so "$tree"/lib/python3.11/lib-dynload/"$1".*.so; do
        [ ! -e "$file" ] || return 1
    done
    echo "note: $1 not built"
}
