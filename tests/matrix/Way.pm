# The way of a text through the readers of a layer: what each makes of it, and who was the first to take something. It is written from what
# the readers document, not from the shim, and each cell holds it against what really arrived.
#
# A way is a list of steps, [READER, FRAME]: the text is put into the frame, where there is one, at the '@', and read. What a reader finds and
# replaces by another text, it has taken. The first who does so is the culprit; nobody is, where only quotes and escapes were removed or kept.
package Way;
use strict;
use warnings;

my $PID = "\x01\x02";    # what a shell makes of $$: a digit, and more of them

# ---- readers: (text, variables, taken) => text. $taken->(WHAT, VALUE) is told of each variable.

# make: $$ is a dollar, $(X), ${X} and $c variables, whose values are read again.
sub make {
    my ($text, $set, $taken) = @_;
    my $value = sub {
        my ($whole, $name) = @_;
        my $found = exists $set->{$name} ? make($set->{$name}, $set, sub { }) : '';
        $taken->($whole, $found);
        return $found;
    };
    return $text =~ s!(\$(?:\$|\(([^()]*)\)|\{([^{}]*)\}|(.)))!$1 eq '$$' ? '$' : $value->($1, $2 // $3 // $4)!gesr;
}

# ninja: $$ is a dollar; a variable is $name or ${name}, and nothing else may follow a $.
sub ninja {
    my ($text, undef, $taken) = @_;
    my $value = sub { die "ninja: bad escape\n" if length $_[0] < 2; $taken->($_[0], ''); return '' };
    return $text =~ s!(\$(?:\$|[\w-]+|\{[\w.-]+\}|))!$1 eq '$$' ? '$' : $value->($1)!ger;
}

# SCons: $$ is a dollar; $name and ${...} are variables. A $ before anything else stays, but $( is for brackets, of which there are two.
sub scons {
    my ($text, undef, $taken) = @_;
    die "scons: unbalanced\n" if $text =~ /(?<!\$)\$\((?!.*\$\))/;
    my $value = sub { $taken->($_[0], ''); return '' };
    return $text =~ s!(\$(?:\$|[A-Za-z_][\w.]*|\{[^{}]*\}))!$1 eq '$$' ? '$' : $value->($1)!ger;
}

# mkmf: $$ is a dollar, and what it does not know in brackets goes.
sub mkmf {
    my ($text, undef, $taken) = @_;
    my $value = sub { $taken->($_[0], ''); return '' };
    return $text =~ s!\$\$!\$!gr =~ s!(\$(?:\(\w+\)|\{\w+\}))!$value->($1)!ger;
}

# qmake: $$name and $${name} are variables, a $$ before anything else goes. A backslash before \, $ and quotes is removed, and quotes without one.
sub qmake {
    my ($text, undef, $taken) = @_;
    my $value = sub { $taken->($_[0], '') if length $_[0] > 2; return '' };
    return $text =~ s!\\([\\\$'"])|['"]|(\$\$(?:\w+|\{\w+\}|))!defined $1 ? $1 : defined $2 ? $value->($2) : ''!ger;
}

# A shell: the words of a command. In a double-quoted text a backslash quotes $ ` " \ alone.
sub words {
    my ($text, $set, $taken) = @_;
    my ($word, $quoted, @words);
    my $expand = sub {
        my $value;
        if ($text =~ /\G\$\$/gc) { $value = $PID }
        elsif ($text =~ /\G\$(?:(\w+)|\{(\w+)\})/gc) { $value = $set->{$1 // $2} // '' }
        elsif ($text =~ /\G\$\([^()]*\)/gc) { $value = '' }
        elsif ($text =~ /\G\$/gc) { return '$' }
        else { return }
        $taken->($&, $value);
        return $value;
    };
    until ($text =~ /\G\z/gc) {
        if ($text =~ /\G\s+/gc) { push @words, $word if defined $word; undef $word; next }
        if ($text =~ /\G'([^']*)'/gc) { $word .= $1; next }
        if ($text =~ /\G"/gc) {
            $word //= '';
            until ($text =~ /\G"/gc) {
                my $value;
                if ($text =~ /\G\\([\$`"\\])/gc) { $value = $1 }
                elsif (!defined($value = $expand->())) { $text =~ /\G(.)/gcs or die "sh: unterminated\n"; $value = $1 }
                $word .= $value;
            }
            next;
        }
        die "sh: unterminated\n" if $text =~ /\G'/gc;
        if ($text =~ /\G\\(.)/gcs) { $word .= $1; next }
        my $value = $expand->();
        if (defined $value) { $word = $value ne '' || defined $word ? ($word // '') . $value : undef; next }
        $text =~ /\G(.)/gcs;
        $word .= $1;
    }
    push @words, $word if defined $word;
    return @words;
}

# The last word of a command, which begins with a comma as a flag's value does.
sub sh { return (words(@_))[-1] =~ s/\A,//r }

# Quotes alone: those of xargs; Python's shlex; those of cgo lines and CMake, for which a backslash quotes between '' as well.
sub xargs { return $_[0] =~ s!\\(.)|'([^']*)'|"([^"]*)"!$1 // $2 // $3!ger }
sub shlex { return $_[0] =~ s!\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"!defined $3 ? $3 =~ s/\\([\\"])/$1/gr : $1 // $2!ger }
sub unquote { return $_[0] =~ s!\\(.)|"((?:[^"\\]|\\.)*)"|'!defined $2 ? $2 =~ s/\\(.)/$1/gr : $1 // ''!ger }

# CMake quotes what stands behind LINKER: for make and a shell that reads it between "", and Makefile and shell are not both there.
sub linker {
    my ($text, undef, $taken) = @_;
    $taken->('$', '$$') if $text =~ /\$/;
    return $text =~ s{\$}{\\\$\$}gr =~ s{\\(?!\$\$)}{\\\\}gr =~ s{"}{\\"}gr;
}

sub gyp { return $_[0] =~ s{"}{\\"}gr }
sub go { return $_[0] =~ s{\\}{\\\\}gr }

# What the reader is called in a message.
my %called = (
    make => 'make', ninja => 'ninja', scons => 'scons', sh => 'sh', linker => 'cmake', mkmf => 'mkmf', qmake => 'qmake',
    map { $_ => $_ } qw(xargs shlex unquote gyp go));
my %reader = (
    make => \&make, ninja => \&ninja, scons => \&scons, sh => \&sh, linker => \&linker, mkmf => \&mkmf, qmake => \&qmake,
    xargs => \&xargs, shlex => \&shlex, unquote => \&unquote, gyp => \&gyp, go => \&go);

# ---- the ways, by column

my $MAKE = ['make'];
my $SH = ['sh', 'cc ,@'];
my $IN_DOUBLE = ['sh', 'cc ",@"'];
my $IN_SINGLE = ['sh', "cc ',\@'"];
my %WAY = (
    'shell text' => [$SH],
    '$LDFLAGS in a script' => [],
    'xargs' => [['xargs']],
    'append by eval' => [$IN_DOUBLE, $MAKE, $SH],
    'make recipe' => [$MAKE, $SH],
    'make O=' => [['make', undef, {O => '/tmp/out'}], $SH],
    'makefile with O =' => [['make', undef, {O => '.o'}], $SH],
    'make, expanded twice' => [$MAKE, $MAKE, $SH],
    'bmake sub-make x1' => [$MAKE, $MAKE, $SH],
    'bmake sub-make x2' => [$MAKE, $MAKE, $MAKE, $SH],
    'sub-make "" x1' => [$MAKE, $IN_DOUBLE, $MAKE, $SH],
    'sub-make "" x2' => [$MAKE, $IN_DOUBLE, $MAKE, $IN_DOUBLE, $MAKE, $SH],
    "sub-make '' x1" => [$MAKE, $IN_SINGLE, $MAKE, $SH],
    "sub-make '' x2" => [$MAKE, $IN_SINGLE, $MAKE, $IN_SINGLE, $MAKE, $SH],
    'sub-make  x1' => [$MAKE, $SH, $MAKE, $SH],
    'sub-make  x2' => [$MAKE, $SH, $MAKE, $SH, $MAKE, $SH],
    'make, in ""' => [$MAKE, $IN_DOUBLE],
    q(make, in '') => [$MAKE, $IN_SINGLE],
    'make, in sh -c ""' => [$MAKE, ['sh', 'sh -c "cc ,@"'], ['sh']],
    'build.ninja' => [['ninja'], $SH],
    'Ninja, libraries' => [['ninja'], $SH],
    'gyp make' => [['gyp'], $MAKE, $SH],
    'CMake make, flags' => [['unquote']],
    'CMake make, LINKER:' => [['linker'], ['unquote', '"@"']],
    'CMake Ninja, flags' => [$SH],
    'CMake Ninja, LINKER:' => [['linker'], $IN_DOUBLE],
    'verbatim' => [],
    'split into words' => [['shlex']],
    'mkmf conftest' => [['mkmf'], $SH],
    'mkmf, MakeMaker' => [$MAKE, $SH],
    'scons LINKFLAGS' => [['scons'], $SH],
    'scons RPATH' => [['scons'], ['scons'], $SH],
    '#cgo' => [['unquote']],
    'CGO_LDFLAGS' => [['go']],
    'qmake' => [['qmake'], $MAKE, $SH],
);

# What arrives of a flag that is typed into a layer of that column, as a pattern, and the name of who took something first ('' for nobody).
# Nothing, where a reader refuses the text. $set: variables of the environment.
sub follow {
    my ($column, $text, $set) = @_;
    my $way = $WAY{$column} or die "no way for the column '$column'\n";
    my $culprit = '';
    my $went = eval {
        for my $step (@$way) {
            my ($reader, $frame, $more) = @$step;
            my $framed = defined $frame ? $frame =~ s{\@}{$text}r : $text;
            $text = $reader{$reader}->($framed, {%$set, %{$more // {}}}, sub {
                my ($what, $value) = @_;
                # a value that says the same has taken nothing
                $culprit ||= $called{$reader} if $value =~ s/[{}]//gr ne $what =~ s/[{}]//gr;
            });
        }
        1;
    };
    return if !$went;
    my $pattern = quotemeta $text;
    # a make that needs no shell drops a backslash at the end
    $pattern =~ s{(\\\\)\z}{(?:$1)?};
    $pattern =~ s{\\\x01}{\\d}g;
    $pattern =~ s{\\\x02}{\\d*}g;
    return (qr{\A$pattern\z}, $culprit);
}

sub knows { return exists $WAY{$_[0]} }

1;
