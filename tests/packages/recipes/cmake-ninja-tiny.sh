# CMake and Ninja: the flag goes through the syntax of build.ninja, then through sh
project=cmake-tiny style=cmake generator=Ninja
smoke() { moved tiny | grep found; }
