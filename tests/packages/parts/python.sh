# CPython with pip, alone: scripts with the prefix in their first line, modules three folders deep
source=python3.11 join='='
options='--enable-shared --disable-test-modules'
wants='libssl-dev libffi-dev libsqlite3-dev zlib1g-dev'

deliver() {
    make install
    "$prefix/bin/python3.11" "$here/projects/wheel/make.py" .
    "$prefix/bin/pip3" install --no-index --no-cache-dir ./greeter-1.0-py3-none-any.whl
}
smoke() {
    moved python3.11 -c 'import sys; assert sys.prefix == sys.argv[1], sys.prefix' "$tree"
    moved python3.11 -c 'import zlib, math, _decimal'
    moved pip3 --version
    moved pip3 check
    moved pip3 list | grep greeter
    moved pydoc3.11 json | grep JSONDecoder
    echo 'print "x"' >old.py
    moved 2to3-3.11 old.py | grep 'print("x")'
    moved greeter a 'b c' '*' | grep 'greeter of .*/new/.*: a|b c|\*'
    # a module that is built for the moved tree, and by it
    moved python3.11 "$here/projects/wheel/make.py" .
    moved python3.11 -m pip install --no-index --no-cache-dir --target added ./greeter-1.0-py3-none-any.whl
}
