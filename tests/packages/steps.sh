# steps.sh - what cell.sh and story share: the steps of one recipe. Sourced, not run.
#
# The caller sets here, data, folder, spelling, jobs and, for each package, case and recipe.
# shellcheck shell=sh disable=SC2154

# setting NAME - what the recipe says about NAME
setting() {
    # shellcheck source=/dev/null
    (source='' project='' libraries=yes tools='' && . "$recipe" && eval "printf '%s' \"\$$1\"")
}

# phase NAME [WORD...] - one phase in an environment that holds nothing of the caller's build. WORDs are VARIABLE=VALUE, and a
# command that the phase is to be run by. HOME stays the user's: a python or cmake of their own may need it.
phase() {
    name=$1; shift
    printf '\n=== %s\n' "$name"
    timeout -k 10 "${PHASE_TIMEOUT:-1800}" env -i HOME="$HOME" TMPDIR="${TMPDIR:-/tmp}" LC_ALL=C TERM=dumb \
        ${CC+"CC=$CC"} ${CXX+"CXX=$CXX"} "$@" \
        sh "$here/phase.sh" "$recipe" "$name" "$spelling" "$folder" "$jobs"
}

# unpack TARBALL - source of the package with its prepare phase done, shared by the spellings: autoconf is slow and
# nothing is linked there
unpack() {
    ready=$data/src/$case
    if [ -z "$(find "$ready" -prune -newer "$recipe" -newer "$1" 2>/dev/null)" ]; then
        rm -rf "$ready" && mkdir -p "$folder/build" &&
            tar -xf "$1" -C "$folder/build" --strip-components=1 &&
            phase prepare PATH="$PATH" &&
            mv "$folder/build" "$ready" &&
            touch "$ready" || return
    fi
    cp -Rp "$ready" "$folder/build"
}
