# Autoconf alone, then automake with libtool. What a configure script links to find something out is looked at, too.

my $AC = <<'END_AC';
AC_INIT([t], [1])
AC_CONFIG_AUX_DIR([.])
END_AC
my $PROBE = <<'END_AC';
AC_LINK_IFELSE([AC_LANG_PROGRAM], [cp conftest$ac_exeext probe], [AC_MSG_ERROR([cannot link])])
END_AC

sub prepare_autoconf {
    my ($cell) = @_;
    $cell->put('install-sh', "#!/bin/sh\n");
    $cell->put('configure.ac', "${AC}AC_PROG_CC\n${PROBE}AC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n");
    $cell->put('Makefile.in', "LDFLAGS = \@LDFLAGS\@\nt: t.o\n\t\@CC\@ -o t t.o \$(LDFLAGS)\n");
    $cell->run('autoconf');
    $cell->run('./configure', '-C', '-q');
    $cell->run('rm', '-rf', 'autom4te.cache', 'config.status', 'config.log', 'Makefile');
    $cell->run('sed', '-i', '/LDFLAGS/d', 'config.cache');
    return;
}

for my $how (['argument', ['LDFLAGS=@FLAG@'], {}], ['environment', [], {LDFLAGS => '@FLAG@'}]) {
    my ($name, $words, $set) = @$how;
    layer("autoconf-$name", tools => 'autoconf make', prepare => ['autoconf', \&prepare_autoconf], copy => 'autoconf/*',
        set => $set, steps => [['./configure', '-C', '-q', @$words], ['make', '-s']],
        outputs => {
            "autoconf-conftest-$name" => {column => q($LDFLAGS in a script), file => 'probe', linked => 'conftest'},
            "autoconf-make-$name" => {column => 'make recipe', file => 't'},
        });
}

# A library, a program that needs it, and one that does not. The library and the first program are linked again at install.
sub prepare_libtool {
    my ($cell) = @_;
    $cell->put('configure.ac', <<'END_AC');
AC_INIT([t], [1])
AC_CONFIG_AUX_DIR([.])
AM_INIT_AUTOMAKE([foreign no-dist-gzip no-dist])
AM_SILENT_RULES([yes])
AC_PROG_CC
LT_INIT([disable-static])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END_AC
    $cell->put('Makefile.am', <<'END_AM');
lib_LTLIBRARIES = libq.la libr.la
libq_la_SOURCES = q.c
libr_la_SOURCES = r.c
libr_la_LIBADD = libq.la
bin_PROGRAMS = t u
t_SOURCES = t.c
t_LDADD = libq.la
u_SOURCES = t.c
END_AM
    $cell->put('t.c', "int main(void) { return 0; }\n");
    $cell->put('q.c', "int q(void) { return 0; }\n");
    $cell->put('r.c', "int q(void);\nint r(void) { return q(); }\n");
    $cell->run('autoreconf', '-i');
    $cell->run('./configure', '-C', '-q', '--disable-dependency-tracking');
    $cell->run('rm', '-rf', 'autom4te.cache', 'config.status', 'config.log', 'libtool', 'Makefile');
    # what depends on LDFLAGS is not to be remembered
    $cell->run('sed', '-i', '/LDFLAGS/d', 'config.cache');
    return;
}

layer('automake', tools => 'autoconf automake libtoolize make', prepare => ['libtool', \&prepare_libtool], copy => 'libtool/*',
    steps => [
        ['./configure', '-C', '-q', '--disable-dependency-tracking', '--prefix=/nowhere', 'LDFLAGS=@FLAG@'],
        ['make', '-s'], ['make', '-s', 'install', 'DESTDIR=@DIR@/i'],
    ],
    others => qr{/nowhere/lib},
    outputs => {
        'automake-program' => {column => 'make recipe', file => 'u'},
        'libtool-program' => {column => 'make recipe', file => '.libs/t'},
        'libtool-library' => {column => 'make recipe', file => '.libs/libq.so.0.0.0'},
        'libtool-relinked' => {column => 'make recipe', file => 'i/nowhere/lib/libr.so.0.0.0'},
    });

1;
