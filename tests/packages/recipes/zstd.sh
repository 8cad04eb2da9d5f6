# zstd: plain make, the flag from the environment goes through two makes and two shells; no spelling is right for it
source=libzstd spellings='S1 S5'
# 1.5.4 forgets files for this target
prepare() { sed -i 's/^zstd-dll : ZSTDLIB_LOCAL_SRC = xxhash.c$/& pool.c zstd_common.c error_private.c/' programs/Makefile; }
configure() { :; }
# shellcheck disable=SC2086 # folder and goal
build() { for target in 'lib lib' 'programs zstd-dll'; do LDFLAGS=$flag make -j"$jobs" -C $target; done; }
deliver() { LDFLAGS=$flag make -C lib install PREFIX="$prefix"; install -D -m 755 programs/zstd "$prefix/bin/zstd"; }
smoke() { echo hello | moved zstd | moved zstd -d | grep hello; }
