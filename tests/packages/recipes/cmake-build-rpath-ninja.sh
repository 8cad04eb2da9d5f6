# the same with Ninja
# shellcheck source=/dev/null
. "$here/recipes/cmake-build-rpath.sh"
generator=Ninja
