# make and bmake: where the flag comes from, and how it goes on to a shell or another make.

my $LINK = "t: t.o\n\tcc -o t t.o \$(LDFLAGS)\n";
my $TYPED = "LDFLAGS = \@FLAG\@\n";

sub make_layer {
    my ($name, $column, $makefile, $words, %more) = @_;
    layer($name, column => $column, tools => 'make', files => {Makefile => $makefile}, steps => [$words // ['make', '-s']], %more);
}

my $RECIPE = 'make recipe';
make_layer('make-variable', $RECIPE, $TYPED . $LINK);
make_layer('make-recipe', $RECIPE, "t: t.o\n\tcc -o t t.o \@FLAG\@\n");
make_layer('make-append', $RECIPE, "LDFLAGS = -g\nLDFLAGS += \@FLAG\@\n" . $LINK);
make_layer('make-implicit', $RECIPE, "$TYPED\nt: t.o\n");
make_layer('make-argument', $RECIPE, $LINK, ['make', '-s', 'LDFLAGS=@FLAG@']);
make_layer('make-override', $RECIPE, "LDFLAGS = -g\n" . $LINK, ['make', '-s', 'LDFLAGS=@FLAG@']);
make_layer('make-environment', $RECIPE, $LINK, undef, set => {LDFLAGS => '@FLAG@'});
make_layer('make-e', $RECIPE, "LDFLAGS = -g\n" . $LINK, ['make', '-s', '-e'], set => {LDFLAGS => '@FLAG@'});
make_layer('make-bash', $RECIPE, "SHELL = /bin/bash\n$TYPED$LINK", undef, tools => 'make bash');
layer('makeflags-two-levels', column => $RECIPE, tools => 'make',
    files => {
        Makefile => "all:\n\t\$(MAKE) -f middle.mk\n",
        'middle.mk' => "all:\n\t\$(MAKE) -f last.mk\n",
        'last.mk' => "LDFLAGS = -g\n$LINK",
    },
    steps => [['make', '-s', 'LDFLAGS=@FLAG@']]);

layer('bmake-variable', column => $RECIPE, tools => 'bmake', files => {Makefile => $TYPED . $LINK}, steps => [['bmake', '-s']]);
layer('bmake-argument', column => $RECIPE, tools => 'bmake', files => {Makefile => $LINK},
    steps => [['bmake', '-s', 'LDFLAGS=@FLAG@']]);
layer('bmake-e', column => $RECIPE, tools => 'bmake', files => {Makefile => $LINK},
    set => {LDFLAGS => '@FLAG@'}, steps => [['bmake', '-s', '-e']]);
layer('bmake-sub-make', column => 'bmake sub-make x1', tools => 'bmake',
    files => {Makefile => "all:\n\t\${MAKE} -f last.mk\n", 'last.mk' => $LINK},
    steps => [['bmake', '-s', 'LDFLAGS=@FLAG@']]);
layer('bmake-sub-make-twice', column => 'bmake sub-make x2', tools => 'bmake',
    files => {
        Makefile => "all:\n\t\${MAKE} -f middle.mk\n",
        'middle.mk' => "all:\n\t\${MAKE} -f last.mk\n",
        'last.mk' => $LINK,
    },
    steps => [['bmake', '-s', 'LDFLAGS=@FLAG@']]);

make_layer('make-eval', 'make, expanded twice', $TYPED . <<'END_MAKE');
define program
$(1): $(1).o
	cc -o $(1) $(1).o $(LDFLAGS)
endef
$(eval $(call program,t))
END_MAKE
layer('make-export', column => 'make, expanded twice', tools => 'make',
    files => {Makefile => "${TYPED}export LDFLAGS\nall:\n\t\$(MAKE) -f last.mk\n", 'last.mk' => $LINK},
    steps => [['make', '-s']]);

# The flag is handed on as a word of the next make's command line, once or twice, in three ways of quoting.
for my $quote (['"', 'double'], ["'", 'single'], ['', 'unquoted']) {
    my ($mark, $word) = @$quote;
    my $hand_on = "all:\n\t\$(MAKE) -f NEXT LDFLAGS=$mark\$(LDFLAGS)$mark\n";
    layer("sub-make-$word", column => "sub-make $mark$mark x1", tools => 'make',
        files => {Makefile => $TYPED . $hand_on =~ s/NEXT/last.mk/r, 'last.mk' => $LINK},
        steps => [['make', '-s']]);
    layer("sub-make-$word-twice", column => "sub-make $mark$mark x2", tools => 'make',
        files => {
            Makefile => $TYPED . $hand_on =~ s/NEXT/middle.mk/r,
            'middle.mk' => $hand_on =~ s/NEXT/last.mk/r,
            'last.mk' => $LINK,
        },
        steps => [['make', '-s']]);
}

make_layer('make-in-double-quotes', 'make, in ""', "${TYPED}t: t.o\n\tcc -o t t.o \"\$(LDFLAGS)\"\n");
layer('make-runs-configure', column => 'make, in ""', tools => 'make',
    files => {
        Makefile => "${TYPED}all:\n\tLDFLAGS=\"\$(LDFLAGS)\" ./conf\n",
        conf => "#!/bin/sh\ncc -o t t.o \$LDFLAGS\n",
    },
    steps => [['make', '-s']]);
make_layer('make-in-single-quotes', q(make, in ''), "${TYPED}t: t.o\n\tcc -o t t.o '\$(LDFLAGS)'\n");
make_layer('make-sh-c', 'make, in sh -c ""', "${TYPED}t: t.o\n\tsh -c \"cc -o t t.o \$(LDFLAGS)\"\n");
make_layer('make-O', 'make O=', $TYPED . $LINK, ['make', '-s', 'O=/tmp/out']);
make_layer('make-O-environment', 'make O=', $TYPED . $LINK, undef, set => {O => '/tmp/out'});
make_layer('make-O-in-makefile', 'makefile with O =', "O = .o\n$TYPED$LINK", undef, evidence => qr{\.oRIGIN/\.\./lib});

1;
