# Shells, scripts that expand $LDFLAGS, and xargs.

# The text as it is typed at a prompt, in each shell.
for my $shell (['dash'], ['bash'], ['ksh'], ['mksh'], ['zsh'], ['busybox', 'sh']) {
    layer("sh-$shell->[0]", column => 'shell text', tools => $shell->[0],
        steps => [[@$shell, '-c', 'cc -o t t.o @FLAG@']]);
}

layer('sh-script', column => 'shell text',
    files => {build => <<'END_BUILD'}, steps => [['./build']]);
#!/bin/sh
cc -o t t.o @FLAG@
echo built
END_BUILD

layer('sh-eval', column => 'shell text', set => {LDFLAGS => '@FLAG@'},
    steps => [['sh', '-c', 'eval "cc -o t t.o $LDFLAGS"']]);

layer('sh-variable', column => q($LDFLAGS in a script), set => {LDFLAGS => '@FLAG@'},
    steps => [['sh', '-c', 'cc -o t t.o $LDFLAGS']]);

layer('xargs', column => 'xargs', files => {words => "t.o\n\@FLAG\@\n"},
    steps => [['sh', '-c', 'xargs cc -o t <words']]);

# FFmpeg's way: flags are appended to a variable by eval and written into a makefile.
layer('append-by-eval', column => 'append by eval', tools => 'make',
    files => {configure => <<'END_CONFIGURE', Makefile => <<'END_MAKE'},
#!/bin/sh
append() {
    var=$1
    shift
    eval "$var=\"\$$var $*\""
}
for opt; do
    case $opt in
    --extra-ldflags=*) append LDFLAGS "${opt#*=}" ;;
    esac
done
cat >config.mak <<END
LDFLAGS=$LDFLAGS
END
END_CONFIGURE
include config.mak
t: t.o
	cc -o t t.o $(LDFLAGS)
END_MAKE
    steps => [['./configure', '--extra-ldflags=@FLAG@'], ['make', '-s', '-B', 't']]);

1;
