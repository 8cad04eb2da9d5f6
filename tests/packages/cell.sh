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

# shellcheck source=/dev/null
. "$here/steps.sh"

# linked PHASE - one that may call the linker
linked() {
    if [ "$shim" = - ]; then
        phase "$1" PATH="$PATH"
    else
        phase "$1" PATH="$shim:$PATH" COMPILER_PATH="$shim" ORIGINLD_LOG="$record.ld.log" \
            ${ORIGINLD_MODE+"ORIGINLD_MODE=$ORIGINLD_MODE"}
    fi
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
