#!/bin/sh
# fetch.sh DATA PACKAGE - print the path of PACKAGE's upstream tarball, having fetched it through apt if need be.
#
# Only the package manager of the system knows where its sources are, and most systems have it told about binaries
# only.  So apt gets a configuration of its own below DATA: the system's source lists with every entry turned into
# deb-src, and folders of its own for what it downloads.  The system's files are read, never written, and no
# privilege is needed.
set -eu

data=$1 package=$2
apt=$data/apt
tarballs=$data/tarballs

cached() { # the newest tarball that is here already
    # *.orig-NAME.tar.* are further components, *.asc signatures
    find "$tarballs" -name "${package}_*.orig.tar.*" ! -name '*.asc' ! -name '*.FAILED' | sort -V | tail -n 1 | grep .
}

configure_apt() {
    mkdir -p "$apt/sources.list.d" "$apt/lists/partial" "$apt/cache/archives/partial"
    rm -f "$apt"/sources.list.d/*
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$list" ] || continue
        sed -n 's/^deb\(-src\)\{0,1\}[[:blank:]]/deb-src /p' "$list" | sort -u >"$apt/sources.list.d/${list##*/}.list"
    done
    for list in /etc/apt/sources.list.d/*.sources; do
        [ -f "$list" ] || continue
        sed 's/^Types:.*/Types: deb-src/' "$list" >"$apt/sources.list.d/${list##*/}"
    done
    # the sandbox user of apt could not write below a private folder
    cat >"$apt/apt.conf" <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/sources.list.d";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
END
}

update() { # at most once a day
    [ -z "$(find "$apt" -name updated -mtime -1)" ] || return 0
    configure_apt
    # entries of third parties often have no sources: apt complains, and what we need is there all the same
    apt-get -c "$apt/apt.conf" update -qq || :
    : >"$apt/updated"
}

versions() { # newest first, each once
    apt-cache -c "$apt/apt.conf" showsrc "$package" |
        awk -v package="$package" '
            $1 == "Package:" { mine = $2 == package }
            $1 == "Version:" && mine && !seen[$2]++ { print $2 }' |
        sort -rV
}

mkdir -p "$apt" "$tarballs"
cached && exit
# a download that was cut short must not look like a tarball
fresh=$(mktemp -d "$data/fetch.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
{
    update
    cd "$fresh"
    # a mirror drops superseded security uploads before its index does: then an older version will do
    for version in $(versions); do
        apt-get -c "$apt/apt.conf" source --download-only -qq "$package=$version" && break
    done
    mv ./*.orig.tar.* "$tarballs"
} >"$data/apt.log" 2>&1 </dev/null
cached
