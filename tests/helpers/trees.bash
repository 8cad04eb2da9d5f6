# Loaded by bats files about built trees, behind helpers/common: a program that needs a library that needs another.
# shellcheck shell=bash

# Sources: app/bin/prog is made of main.c and needs liby, made of y.c, which needs libx, made of x.c.
tree_sources() {
    echo 'int x(void) { return 1; }' >x.c
    echo 'int x(void); int y(void) { return x(); }' >y.c
    echo 'int y(void); int main(void) { return y() - 1; }' >main.c
}

# library FILE SOURCE WORD...: with its name as soname.
library() {
    local file=$1 source=$2
    shift 2
    "$CC" -shared -fPIC -o "$file" "$source" -Wl,-soname,"${file##*/}" "$@"
}
