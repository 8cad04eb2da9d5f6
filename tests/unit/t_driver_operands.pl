#!/usr/bin/perl
# The option table of shim/driver_opts.c against the compilers that are installed. Each option is given to "DRIVER -###" with an option
# behind it that nobody has: where nobody complains about that one, it was taken for an operand. Options that link nothing are run.
use strict;
use warnings;
use Cwd qw(realpath);
use FindBin;
use lib "$FindBin::Bin/../helpers";
use Check;

scrub();
delete @ENV{ grep { /\A(?:CPATH|LIBRARY_PATH|CCC_|GCC_|CLANG_|DEPENDENCIES_OUTPUT|SUNPRO_DEPENDENCIES)/ } keys %ENV };
$ENV{GCC_COLORS} = '';
my $place  = scratch();
my $reader = make_unit('f_driver_opts');
# An option that nobody has. Short: for each, drivers look through all their names for one that is like it.
my $NOBODY = '--1';

# ------------------------------------------------------------------- the table

my (@row, %role);
my $source = slurp(setting('SRC') . '/shim/driver_opts.c');
while ($source =~ /^\s*\{"([^"]+)",\s*"([^"]{2})",\s*DRIVER_ROLE_([A-Z_]+)\}/gm) {
    push @row, $1;
    $role{$1} = $3;
}
@row > 250 or die "the table in driver_opts.c is written in another way than this test can read\n";
my %ROLE;
{
    my ($enum) = slurp(setting('SRC') . '/shim/driver_opts.h') =~ /enum driver_role \{(.*?)\};/s or die "driver_opts.h has no enum driver_role\n";
    my $n = 0;
    $ROLE{ $n++ } = $1 while $enum =~ /^\s*DRIVER_ROLE_([A-Z_]+)/gm;
}

# How the shim reads words: [role, takes, joined] for each.
sub readings {
    my ($kind, @words) = @_;
    spew("$place/words", join '', map { "$_\n" } @words);
    my ($status, $said) = run_quietly('/bin/sh', '-c', 'exec "$1" "$2" <"$3"', 'sh', $reader, $kind, "$place/words");
    my @answers = map { [split] } split /\n/, $said;
    $status == 0 && @answers == @words or die "f_driver_opts: $said\n";
    $_->[0] = $ROLE{ $_->[0] } for @answers;
    return @answers;
}

# ----------------------------------------------------------------- the drivers

spew("$place/main.c", "int probe;\nvoid _start(void) {}\n");
chdir $place or die "$place: $!\n";

sub run_driver { my ($driver, @words) = @_; return run_quietly('timeout', '30', @{ $driver->{command} }, @words) }

# Those of the names that are there, each program once.
sub installed {
    my %seen;
    my @versions = map { my $n = $_; map { "$_-$n" } qw(gcc clang) } 4 .. 40;
    my @found;
    for my $name (qw(gcc clang aarch64-linux-gnu-gcc), @versions) {
        my $path = found($name) or next;
        next if $seen{ realpath($path) }++;
        my $driver = { name => $name, command => [$path], kind => $name =~ /clang/ ? 'clang' : 'gcc', main => $name !~ /\d/ };
        my ($status, $version) = run_driver($driver, '--version');
        ($driver->{version}) = split /\n/, $version;
        # gcc is the name of a clang on some systems
        $driver->{kind} = 'clang' if $driver->{version} =~ /clang/;
        ($status, my $said) = run_driver($driver, '-c', '-fPIC', '-o', "$name.o", 'main.c');
        $status == 0 or die "$name cannot compile: $said\n";
        $driver->{object} = "$name.o";
        push @found, $driver;
    }
    return @found;
}

# The words that a driver calls unknown. "unsupported option for target" is one that it knows.
sub unknown {
    my ($text) = @_;
    my %unknown;
    $unknown{$1} = 1 while $text =~ /(?:unrecognized command-line option|unrecognized argument|unknown argument|unsupported option):? '([^'\n]*)'(?! for target)/g;
    return \%unknown;
}

# For each word: 1 takes the next word, 0 leaves it, undef the driver does not have it or stops at it for another reason.
# Drivers tell of all that they do not know at once, so many words are tried together; the objects stand there for options that
# take more than one word. If the complaints ended early, each word that is in doubt is tried alone.
sub measure {
    my ($driver, @words) = @_;
    my $object = $driver->{object};
    my %takes;
    while (my @some = splice @words, 0, 50) {
        my ($status, $text) = run_driver($driver, '-###', $object, (map { ($some[$_], "$NOBODY.$_", $object, $object) } 0 .. $#some), $NOBODY);
        my $unknown = unknown($text);
        for my $i (0 .. $#some) {
            my $word = $some[$i];
            if ($unknown->{"$NOBODY.$i"}) { $takes{$word} = $unknown->{$word} ? undef : 0; next }
            if ($unknown->{$NOBODY}) { $takes{$word} = 1; next }
            ($status, $text) = run_driver($driver, '-###', $object, $word, $NOBODY);
            my $alone = unknown($text);
            my $stops = $text =~ /fatal error: (.*)/ && index($1, $NOBODY) < 0;
            $takes{$word} = $alone->{$word} || $stops ? undef : $alone->{$NOBODY} ? 0 : 1;
        }
    }
    return \%takes;
}

# Says for which words what the shim reads is not what the driver does.
sub compare {
    my ($driver, $count, @words) = @_;
    my @read  = readings($driver->{kind}, @words);
    my $takes = measure($driver, @words);
    my @wrong;
    for my $i (0 .. $#words) {
        my ($word, $said, $is) = ($words[$i], $read[$i][1], $takes->{ $words[$i] });
        # gcc answers some questions before it complains; they are tried below
        next if $read[$i][0] eq 'QUERY' && !$said;
        if (!defined $is) { $count->{lacking}++; next }
        $count->{told}++;
        if ($said == 2) { $count->{doubtful}++; next }
        push @wrong, "$word " . ($is ? 'takes the next word' : 'takes none') . ', it is read as if it ' . ($said ? 'did' : 'did not') if $is != $said;
    }
    return @wrong;
}

# Options in the driver's own lists, as they are there, and without the '=' that ends some.
sub listed {
    my ($driver) = @_;
    my %seen;
    for my $list ($driver->{kind} eq 'gcc' ? (['-v', '--help'], ['--help=common'], ['--help=separate'], ['--help=joined']) : (['--help-hidden'], ['--autocomplete=-'])) {
        my ($status, $text) = run_driver($driver, @$list);
        $seen{$1} = 1 while $text =~ /^\s*(--?[A-Za-z0-9#][-+\w#]*=?)/gm;
    }
    $seen{$_} = 1 for map { /\A(.+)=\z/ ? $1 : () } keys %seen;
    return map { /=\z/ ? "${_}x" : $_ } sort keys %seen;
}

# ------------------------------------------------------------------- operands

# Each name with one dash and with two, with and without a value joined.
my %spelled;
for my $row (@row) {
    (my $bare = $row) =~ s/\A--?//;
    $spelled{$_} = 1 for map { ("-$bare$_", "--$bare$_") } '', 'x', '=x';
}
# clang takes its first word -cc1 for something else, and a mode changes all options
my $APART = qr/\A-cc1|\A--driver-mode/;
my @spelled = grep { $_ !~ $APART } sort keys %spelled;

sub operands {
    my ($driver) = @_;
    my %count = (told => 0, lacking => 0, doubtful => 0);
    my @wrong = compare($driver, \%count, @spelled);
    ok($count{told} > 200 && !@wrong,
        "the options of $driver->{version} take what the table says ($count{told} spellings, $count{doubtful} of them read as doubtful; it lacks $count{lacking} more)", @wrong);
    return if !$driver->{main};
    %count = (told => 0, lacking => 0, doubtful => 0);
    my @listed = grep { !$spelled{$_} && $_ !~ $APART } listed($driver);
    @wrong = compare($driver, \%count, @listed);
    ok($count{told} > 500 && !@wrong, "the other options that $driver->{name} lists are read as it reads them ($count{told})", @wrong);
}

# What gcc makes of the beginnings of long names.
sub beginnings {
    my ($driver) = @_;
    my %begins;
    for my $name (grep { /\A--[a-z]/ } @row) { $begins{ substr $name, 0, $_ } = 1 for 3 .. length($name) - 1 }
    my @begins = grep { !$spelled{$_} } sort keys %begins;
    my %count = (told => 0, lacking => 0, doubtful => 0);
    my @wrong = compare($driver, \%count, @begins);
    ok($count{lacking} > 50 && !@wrong, "the beginnings of long names are to $driver->{name} what they are read as ($count{told}, and $count{lacking} that it does not take)", @wrong);
}

# --------------------------------------------------------------- what is linked

# The ELF type of what a driver made: 1 relocatable, 2 program, 3 shared or position-independent; 0: none of these.
sub made {
    my ($driver, @words) = @_;
    unlink 'out';
    my ($status, $text) = run_driver($driver, @words, '-nostdlib', '-o', 'out', 'main.c');
    my $bytes = -s 'out' ? slurp('out') : '';
    my ($type) = $bytes =~ /\A\x7fELF.{12}(..)/s;
    $type = defined $type ? unpack($bytes =~ /\A.{5}\x02/s ? 'n' : 'v', $type) : 0;
    return ($type, %{ unknown($text) } ? 1 : 0, $status, $text);
}

my %VALUE = (
    '--help=' => 'common', '-fhelp=' => 'common', '--completion=' => '-f', '--autocomplete=' => '-f', '--print-file-name=' => 'x', '-print-file-name=' => 'x',
    '--print-prog-name=' => 'ld', '-print-prog-name=' => 'ld', '-fmodule-header=' => 'user', '--print-file-name' => 'x', '--print-prog-name' => 'ld',
);
my %TYPE = (RELOCATABLE => 1, SHARED => 3, STATIC => 2, STATIC_PIE => 3);

sub roles {
    my ($driver) = @_;
    my (@wrong, @typed, %tried);
    my %listed = map { ($_ => 1) } listed($driver);
    my @words = map { /=\z/ ? $_ . ($VALUE{$_} // die "no value for $_\n") : $_ } grep { $role{$_} =~ /\A(?:NO_LINK|QUERY|RELOCATABLE|SHARED|STATIC|STATIC_PIE)\z/ } @row;
    my @read = readings($driver->{kind}, @words);
    for my $i (0 .. $#words) {
        my ($role, $takes) = @{ $read[$i] };
        # older versions read these as -e NAME
        next if $driver->{kind} eq 'clang' && $words[$i] =~ /\A-e/ && !$listed{ $words[$i] };
        my @line = ($words[$i], $takes ? $VALUE{ $words[$i] } : ());
        my ($type, $unknown, $status, $text) = made($driver, @line);
        # an option of newer versions, or one for other languages
        next if $unknown || $words[$i] =~ /-device-only\z/ || $text =~ /warning: argument unused during compilation: '\Q$words[$i]\E'/;
        $tried{$role}++;
        my $first = "@line: " . ((split /\n/, $text)[0] // '');
        if (exists $TYPE{$role}) { push @typed, "$first: type $type" if $type != $TYPE{$role} }
        elsif ($role eq 'NO_LINK' || $role eq 'QUERY') { push @wrong, "$first: linked" if $type > 1 }
        # clang 14 stops at some that newer ones answer
        elsif ($type < 2 && $status == 0) { push @wrong, "$first: links nothing" }
    }
    ok($tried{NO_LINK} > 10 && $tried{QUERY} > 10 && !@wrong, "$driver->{name} links nothing where the table says so ($tried{NO_LINK} stop before the link, $tried{QUERY} are questions)", @wrong);
    ok($tried{STATIC} && $tried{SHARED} && $tried{RELOCATABLE} && !@typed, "$driver->{name} links what the table says", @typed);

    @wrong = ();
    for my $word (qw(-v --verbose -MD -MMD -dM -H -save-temps -pipe -static-libgcc -shared-libgcc -rdynamic), '-Wp,-DX', $driver->{kind} eq 'gcc' ? qw(-help -Q) : qw(--target-help -dumpfullversion)) {
        my ($type, $unknown, $status, $text) = made($driver, $word);
        my ($read) = readings($driver->{kind}, $word);
        push @wrong, "$word: read as $read->[0], type $type" if $read->[0] ne 'NONE' || $type < 2;
    }
    ok(!@wrong, "$driver->{name} links with options that only look like questions", @wrong);
}

# ---------------------------------------------------------- words for the linker

my %PASSING = (
    'gcc' => [['-Wl,-rpath,/v'], ['-Wl,-rpath', '-Wl,/v'], ['-Xlinker', '-rpath', '-Xlinker', '/v'], ['--for-linker', '-rpath', '--for-linker=/v'], ['--for-l', '-rpath', '--for-l', '/v']],
    'clang' => [['-Wl,-rpath,/v'], ['-Wl,-rpath', '-Wl,/v'], ['-Xlinker', '-rpath', '-Xlinker', '/v'], ['--for-linker', '-rpath', '--for-linker=/v'], ['-rpath', '/v']],
);
my %KEEPING = ('gcc' => [['-R', '/v'], ['-R/v']], 'clang' => [['-R/v']]);

sub passing {
    my ($driver) = @_;
    my @wrong;
    my $reaches = sub {
        my ($status, $text) = run_driver($driver, '-###', $driver->{object}, @_);
        return $text =~ /(?<=[\s"])-rpath"? "?\/v(?=[\s"])/ && !%{ unknown($text) };
    };
    for my $words (@{ $PASSING{ $driver->{kind} } }) {
        my @read = readings($driver->{kind}, @$words);
        push @wrong, "@$words does not reach the linker" if !$reaches->(@$words);
        push @wrong, "@$words is read as $read[0][0]" if $read[0][0] !~ /\A(?:COMMA|LINKER|RPATH)\z/;
        # as an operand it is not one of them
        push @wrong, "-MF @$words reaches the linker whole" if @$words == 1 && $reaches->('-MF', @$words);
    }
    for my $words (@{ $KEEPING{ $driver->{kind} } }) {
        my ($status, $text) = run_driver($driver, '-###', $driver->{object}, @$words);
        push @wrong, "@$words reaches the linker, or is an error" if $status || $text =~ m{(?<=[\s"R])/v(?=[\s"])(?!.*COLLECT_GCC_OPTIONS)}s || %{ unknown($text) };
    }
    ok(!@wrong, "the words that $driver->{name} hands to the linker are those of the table, and -R is not", @wrong);

    # where a value begins in a word: the file that is made has this name
    @wrong = ();
    for my $word (qw(-out --output=out -output -objects)) {
        my ($read) = readings($driver->{kind}, $word);
        my $name = $read->[2] ? substr $word, $read->[2] : 'a.out';
        unlink $name;
        my ($status, $text) = run_driver($driver, '-nostdlib', $word, $driver->{object});
        push @wrong, "$word: no $name" if $read->[0] ne 'OUTPUT' || !-e $name;
    }
    ok(!@wrong, "$driver->{name} finds a joined value where the table says", @wrong);
}

my %some;
for my $driver (installed()) {
    $some{ $driver->{kind} }++;
    operands($driver);
    next if !$driver->{main};
    beginnings($driver) if $driver->{name} eq 'gcc';
    roles($driver) if $driver->{name} ne 'aarch64-linux-gnu-gcc';
    passing($driver);
}
for my $kind (qw(gcc clang)) { skip("the table is what $kind does", "needs $kind") if !$some{$kind} }
chdir '/';
done();
