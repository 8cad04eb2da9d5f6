#!/bin/sh
# cell.sh DATA SHIM CASE SPELLING JOBS - build, install, move and judge one package in one spelling.
# SHIM is the folder of the ld under test, or - for none. Prints one verdict line; exits 0 if that is PASS.
# Called by run, which has seen to it that everything needed is there.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=$1 shim=$2 case=$3 spelling=$4 jobs=$5
recipe=$here/recipes/$case.sh
folder=$data/work/$case.$spelling
record=$data/results/$case.$spelling
started=$(date +%s)

verdict() { # PASS|FAIL DETAIL
    printf '%s %-24s %-2s %4ds  %s\n' "$1" "$case" "$spelling" $(($(date +%s) - started)) "$2"
    [ -n "${KEEP:-}" ] || rm -rf "$folder"
    [ "$1" = PASS ] && exit 0
    exit 1
}

# setting NAME - what the recipe says about NAME
setting() {
    # shellcheck source=/dev/null
    (source='' project='' libraries=yes && . "$recipe" && eval "printf '%s' \"\$$1\"")
}

# phase NAME [VARIABLE=VALUE...] - one phase in an environment that holds nothing of the caller's build.
# HOME stays the user's: a python or cmake of their own may need it.
phase() {
    name=$1; shift
    printf '\n=== %s\n' "$name"
    timeout -k 10 "${PHASE_TIMEOUT:-1800}" env -i HOME="$HOME" TMPDIR="${TMPDIR:-/tmp}" LC_ALL=C TERM=dumb \
        ${CC+"CC=$CC"} ${CXX+"CXX=$CXX"} "$@" \
        sh "$here/phase.sh" "$recipe" "$name" "$spelling" "$folder" "$jobs"
}

# linked PHASE - one that may call the linker
linked() {
    if [ "$shim" = - ]; then
        phase "$1" PATH="$PATH"
    else
        phase "$1" PATH="$shim:$PATH" COMPILER_PATH="$shim" ORIGINLD_LOG="$record.ld.log" \
            ${ORIGINLD_MODE+"ORIGINLD_MODE=$ORIGINLD_MODE"}
    fi
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

rm -rf "$folder" "$record".*
mkdir -p "$folder/new" "$folder/home" "$folder/diary" "$data/src" "$data/results"
log=$record.log

project=$(setting project)
if [ -n "$project" ]; then
    cp -Rp "$here/projects/$project" "$folder/build"
else
    tarball=$(sh "$here/fetch.sh" "$data" "$(setting source)") || verdict FAIL "no source: see $data/apt.log"
    unpack "$tarball" >>"$log" 2>&1 </dev/null || verdict FAIL "prepare failed: see $log"
fi

for name in configure build deliver; do
    linked "$name" >>"$log" 2>&1 </dev/null || verdict FAIL "$name failed: see $log"
done

# Now nothing may be left of the places that the tree was built in and for.
mv "$folder/build" "$folder/build.renamed"
mv "$folder/prefix" "$folder/new/home"

smoke=0
phase smoke PATH=/usr/bin:/bin >>"$log" 2>&1 </dev/null || smoke=$?

status=PASS
detail=$(perl "$here/judge.pl" "$folder" "$(setting libraries)" "$smoke" 2>>"$log") || status=FAIL
notes=$(sed -n 's/^note: /; /p' "$log" | tr -d '\n')
verdict "$status" "${detail:-the judge failed: see $log}$notes"
