#!/usr/bin/perl
# matrix.pl - the driver behind `run`: which cells there are, runs them, judges them, prints what came out.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path remove_tree);
use Getopt::Long qw(:config no_auto_abbrev);
use List::Util qw(max);
use Time::HiRes ();

my $HERE = abs_path(dirname($0));
require "$HERE/Cell.pm";
require "$HERE/Cause.pm";

# A text that is typed must not stand in this script: originld reads what runs a link.
my $USAGE = <<'END_USAGE' =~ s/DOLLAR/\$/r;
usage: sh tests/matrix/run [OPTION...]

Types -Wl,-rpath,DOLLARORIGIN/../lib in every spelling into every layer, really
builds and links, and reads what the linked file has. Exit status 0 if what
comes out is what known.tsv says, 1 if not, 2 on usage or trouble.

  --originld FILE   the originld under test; default $ORIGINLD, or the one on
                    PATH
  --passes LIST     of "without", "no-origin" and "run": without originld, under
                    `originld run --no-origin --`, under `originld run --`;
                    default "without run"
  --no-origin       the same as --passes "without no-origin"
  --under WORDS     another wrapper instead of `originld run --`
  --set NAME        what is typed: "up" (default), "lib" (/lib behind the
                    variable), "alone" (nothing behind it), "taken" (the same,
                    and the option takes the next word), "decoys" (other
                    variables, and paths that are meant)
  --culprit         for each layer, how often the log names the true culprit
  --layer LIST      only these layers; names or parts of names with a *
  --spelling LIST   only these, e.g. 1,4,12-14
  --jobs N          cells at once (default 2)
  --json FILE       one line of JSON for each cell
  --data DIR        where it works (default $TMPDIR/originld-matrix)
  --keep            leave the cells' folders in DIR/work
  --list            name the layers and the spellings, build nothing
  --help            this
END_USAGE

my %option = (jobs => 2, passes => 'without run', set => 'up', data => ($ENV{TMPDIR} // '/tmp') . '/originld-matrix');
GetOptions(\%option, 'originld=s', 'passes=s', 'under=s', 'no-origin', 'layer=s@', 'spelling=s@', 'jobs=i', 'json=s', 'data=s',
    'set=s', 'culprit', 'keep', 'list', 'help') && !@ARGV or trouble('see --help');
if ($option{help}) { print $USAGE; exit 0 }

sub trouble { print STDERR "matrix: @_\n"; exit 2 }

# ---- what there is

# Of each set the option, and what stands behind the variable; no rest: texts of its own, of which nothing may be changed.
my %SETS = (
    up => {option => '-Wl,-rpath,', rest => '/../lib'},
    lib => {option => '-Wl,-rpath,', rest => '/lib'},
    alone => {option => '-Wl,-rpath,', rest => ''},
    taken => {option => '-Wl,-R', rest => ''},
    decoys => {option => '-Wl,-rpath,'},
);
my $SET = $SETS{$option{set}} or trouble("no set $option{set}; --help names them");

my @SPELLINGS = do {
    my $name = defined $SET->{rest} ? 'spellings.txt' : 'decoys.txt';
    open my $file, '<', "$HERE/$name" or trouble("$name: $!");
    map { chomp; s{/\.\./lib}{$SET->{rest}} if defined $SET->{rest}; $_ } <$file>;
};

# A layer's fields: column, of the published tables; tools that it needs; files to write; copy of what `prepare` left, and
# into which folder; set, of the environment; steps, each a command; output, the linked file; outputs, where several are
# looked at: name => {column, file}; others, elements that are there without us; slash, Meson's rule applies.
my (@LAYERS, %PREPARE);
sub layer {
    my ($name, %layer) = @_;
    $PREPARE{$layer{prepare}[0]} //= $layer{prepare}[1] if $layer{prepare};
    $layer{outputs} //= {$name => {column => $layer{column}, file => $layer{output} // 't'}};
    push @LAYERS, {name => $name, tools => '', files => {}, set => {}, %layer};
    return;
}
require "$HERE/layers/$_.pm" for qw(shells make ninja cmake autotools others);

sub numbers {
    return map { /\A(\d+)-(\d+)\z/ ? $1 .. $2 : $_ eq 'all' ? 1 .. @SPELLINGS : $_ } split /[\s,]+/, "@_";
}

# known.tsv: pass, layer, spellings, verdict, reason
my %KNOWN;
open my $known, '<', "$HERE/known.tsv" or trouble("known.tsv: $!");
while (<$known>) {
    chomp;
    next if /\A(?:#|\z)/;
    my ($passes, $layers, $spellings, $verdict, $reason) = split /\t+/;
    for my $pass (split / /, $passes) {
        for my $layer (split / /, $layers) {
            $KNOWN{$pass, $layer, $_} = [$verdict, $reason] for numbers($spellings);
        }
    }
}
close $known;

# ---- what is wanted of it

if ($option{layer}) {
    my @patterns = map { my $p = quotemeta; $p =~ s/\\\*/.*/g; qr/\A$p\z/ } split /[\s,]+/, "@{$option{layer}}";
    my %used;
    for my $layer (@LAYERS) {
        for my $name (keys %{$layer->{outputs}}) {
            my @fit = grep { $name =~ $patterns[$_] || $layer->{name} =~ $patterns[$_] } 0 .. $#patterns;
            @used{@fit} = (1) x @fit;
            delete $layer->{outputs}{$name} if !@fit;
        }
    }
    @LAYERS = grep { %{$_->{outputs}} } @LAYERS;
    trouble("no layer is named $option{layer}[0]; --list names them") if keys %used != @patterns;
}
my @numbers = numbers($option{spelling} ? @{$option{spelling}} : 'all');
for (@numbers) { trouble("no spelling $_; there are 1 to " . @SPELLINGS) if !/\A\d+\z/ || $_ < 1 || $_ > @SPELLINGS }

if ($option{list}) {
    printf "%3d  %s\n", $_, $SPELLINGS[$_ - 1] for @numbers;
    for my $layer (@LAYERS) {
        printf "%-26s %-36s %s\n", $_, $layer->{outputs}{$_}{column}, $layer->{tools} for sort keys %{$layer->{outputs}};
    }
    exit 0;
}

$option{passes} = 'without no-origin' if $option{'no-origin'};
my @passes = split /[\s,]+/, $option{passes};
for (@passes) { trouble("no pass $_; there are without, no-origin and run") if !/\A(?:without|no-origin|run)\z/ }
trouble('--jobs wants a number of 1 or more') if $option{jobs} < 1;

# ---- the place

sub found { my ($tool) = @_; return (grep { -f && -x } map { "$_/$tool" } split /:/, $ENV{PATH})[0] }

my $originld = $option{originld} // $ENV{ORIGINLD} // found('originld');
if (grep { $_ ne 'without' } @passes) {
    defined $originld && -x $originld or trouble('which originld? say --originld FILE');
    $originld = abs_path($originld);
}

my $DATA = $option{data};
make_path($DATA);
$DATA = abs_path($DATA);
trouble("makefiles cannot work in '$DATA': choose a --data without blanks and the like") if $DATA =~ m{[^A-Za-z0-9_./+-]};
remove_tree("$DATA/work");
make_path("$DATA/work");

my %env = map { defined $ENV{$_} ? ($_ => $ENV{$_}) : () } qw(PATH HOME TMPDIR USER CARGO_HOME RUSTUP_HOME XDG_CACHE_HOME);
%env = (%env, LC_ALL => 'C', GOCACHE => "$DATA/go", GOFLAGS => '-mod=mod', GOPROXY => 'off');

my $python = do {
    my ($name) = grep { system("$_ -c 'import setuptools' >/dev/null 2>&1") == 0 } qw(/usr/bin/python3 python3);
    $name;
};
my %missing;
for my $layer (@LAYERS) {
    my @absent = grep { $_ eq 'python3-setuptools' ? !$python : !found($_) } split / /, $layer->{tools};
    push @{$missing{$_}}, sort keys %{$layer->{outputs}} for @absent;
    $layer->{absent} = @absent;
}
@LAYERS = grep { !$_->{absent} } @LAYERS;
for (qw(cc readelf)) { found($_) or trouble("$_ is missing") }

# Words before each command, for each pass.
my %under = (without => [], run => [$originld, 'run', '--'], 'no-origin' => [$originld, 'run', '--no-origin', '--']);
$under{run} = [split ' ', $option{under}] if defined $option{under};
if (!defined $option{under} && grep({ $_ ne 'without' } @passes) && system("'$originld' run -- true") != 0) {
    trouble("'$originld run -- true' fails");
}

# What a shell or make finds for the variable.
my %ORIGIN_OF = (without => {}, 'no-origin' => {}, run => {ORIGIN => '$' . 'ORIGIN'});

sub new_cell {
    my ($pass, $dir, $number, %more) = @_;
    my $value = $SPELLINGS[$number - 1];
    return Cell->new(
        dir => $dir, flag => "$SET->{option}$value", value => $value, python => $python, under => $under{$pass},
        env => {%env, ORIGINLD_LOG => "$dir.log"}, set => {}, %more);
}

# Objects are compiled once, and so is what configure scripts and CMake find out.
sub prepare {
    my $objects = new_cell('without', "$DATA/objects", 1);
    $objects->put('t.c', "int main(void) { return 0; }\n");
    $objects->put('q.c', "int q;\n");
    for ('t', 'q') { $objects->run('cc', '-fPIC', '-c', "$_.c") && trouble("cc cannot compile: see $DATA/objects.out") }
    my %wanted = map { $_->{prepare} ? ($_->{prepare}[0] => 1) : () } @LAYERS;
    for my $name (sort keys %wanted) {
        my $cell = new_cell('without', "$DATA/prepared/$name", 1);
        $PREPARE{$name}->($cell);
        trouble("preparing $name failed: see $DATA/prepared/$name.out") if $cell->{failed};
    }
    return;
}

# ---- one cell

my $RIGHT = do { my $rest = $SET->{rest} // ''; qr{\A\$(?:ORIGIN|\{ORIGIN\})\Q$rest\E\z} };

# What nothing in the text tells from an rpath that somebody meant: an empty one, an absolute one without .., a relative one.
my $BARE = $option{set} eq 'up' ? qr{\A[\\'"]*(?:(?:/|\.\./)lib)?[\\'"]*\z} : qr{\A(?:[\\\$'"\d]*(?:/|\.\./)?(?:lib)?[\\'"]*|\s*-.*)\z};

sub judge {
    my ($layer, $cell, $file) = @_;
    my $stored = $cell->stored($file);
    return 'tool failed' if !defined $stored || ($cell->{failed} && keys %{$layer->{outputs}} == 1);
    my @elements = grep { !defined $layer->{others} || !/\A$layer->{others}\z/ } split /:/, $stored, -1;
    my @bad = grep { my $e = $_; $e =~ s{/\z}{} if $layer->{slash}; $e !~ $RIGHT } @elements;
    return ('right', $stored) if @elements && !@bad;
    my @lost = grep { /$BARE/ || (defined $layer->{evidence} && /$layer->{evidence}/) } @bad;
    return (@lost == @bad ? 'needs evidence' : 'wrong', $stored);
}

# A decoy is right if nothing was changed. A guess is made where the evidence could not be read.
sub judge_decoy {
    my ($verdict, @repaired) = @_;
    return $verdict if $verdict eq 'tool failed' || $option{set} ne 'decoys';
    return !@repaired ? 'right' : grep({ $_->{code} ne 'lost-name-guessed' } @repaired) ? 'wrong' : 'needs evidence';
}

# The line in which a tool says why it stopped.
sub complaint {
    my ($text) = @_;
    my @lines = grep { /\S/ } split /\n/, $text;
    my ($line) = grep { /error|invalid|bad |malformed|unbalanced|untermin|Unmatched|cannot|No such/i } @lines;
    $line //= $lines[-1] // 'it said nothing';
    $line =~ s/\t/ /g;
    return substr $line, 0, 160;
}

sub run_cell {
    my ($layer, $pass, $number) = @_;
    my $begun = Time::HiRes::time;
    my $cell = new_cell($pass, "$DATA/work/$pass.$layer->{name}.$number", $number, set => $layer->{set});
    if ($layer->{copy}) {
        my $into = "$cell->{dir}/" . ($layer->{into} // '');
        make_path($into);
        system('cp', '-Rp', glob("$DATA/prepared/$layer->{copy}"), $into) == 0 or die "cp to $into failed\n";
    }
    for ('t.o', 'q.o') { link "$DATA/objects/$_", "$cell->{dir}/$_" or die "$_: $!\n" if !-e "$cell->{dir}/$_" }
    $cell->put($_, $layer->{files}{$_}) for sort keys %{$layer->{files}};
    for my $step (@{$layer->{steps}}) { last if $cell->run(@$step) && keys %{$layer->{outputs}} == 1 }
    my @results;
    for my $name (sort keys %{$layer->{outputs}}) {
        my $file = $layer->{outputs}{$name}{file};
        my ($verdict, $stored) = judge($layer, $cell, $file);
        my $column = $layer->{outputs}{$name}{column};
        my @logged = $verdict eq 'tool failed' ? () : $cell->logged($layer->{outputs}{$name}{linked} // $file);
        my @repaired = grep { $_->{in} ne $_->{out} } @logged;
        $verdict = judge_decoy($verdict, @repaired) if $pass ne 'without';
        my ($cause, $truth) = @repaired && defined $SET->{rest} ? Cause::judge($layer, $column, $cell, $ORIGIN_OF{$pass}, @repaired) : ();
        push @results, {
            pass => $pass, layer => $name, column => $column, number => $number,
            spelling => $SPELLINGS[$number - 1], verdict => $verdict, stored => $stored,
            arrived => @logged ? join(':', map { $_->{in} } @logged) : $stored,
            codes => join(' ', map { $_->{code} } @logged),
            cause => $cause, truth => $truth, named => join('; ', map { $_->{cause} // () } @repaired),
            said => $verdict eq 'tool failed' ? complaint($cell->text) : undef,
            ms => int(1000 * (Time::HiRes::time - $begun)),
        };
    }
    $cell->remove if !$option{keep};
    return @results;
}

# ---- all cells

my @KEYS = qw(pass layer column number spelling verdict arrived stored codes cause truth named said ms);

# Every value is written as a string; keys without a value are left out.
sub json {
    my ($result) = @_;
    my %text = map { defined $result->{$_} ? ($_ => $result->{$_}) : () } @KEYS;
    for (values %text) {
        s/([\\"])/\\$1/g;
        s/([\x00-\x1f\x7f-\xff])/sprintf '\\u%04x', ord $1/ge;
    }
    return '{' . join(',', map { defined $text{$_} ? qq("$_":"$text{$_}") : () } @KEYS) . '}';
}

sub unjson {
    my ($line) = @_;
    my %result;
    while ($line =~ /"(\w+)":"((?:[^"\\]|\\.)*)"/g) {
        my ($key, $text) = ($1, $2);
        $result{$key} = $text =~ s/\\(u([0-9a-f]{4})|.)/defined $2 ? chr hex $2 : $1/ger;
    }
    return \%result;
}

# The workers take the numbers of cells from one pipe, and each writes a file of its own.
sub run_all {
    my @cells = @_;
    pipe my $take, my $give or die "pipe: $!\n";
    my $total = @cells;
    my @workers;
    for my $worker (1 .. $option{jobs}) {
        my $pid = fork // die "fork: $!\n";
        if ($pid) { push @workers, $pid; next }
        close $give;
        $SIG{INT} = $SIG{TERM} = 'DEFAULT';
        open my $file, '>', "$DATA/work/results.$worker" or die "$!\n";
        while (sysread($take, my $index, 4) == 4) {
            $index = unpack 'N', $index;
            printf STDERR "\r%d of %d ", $index, $total if -t STDERR;
            print $file json($_), "\n" for run_cell(@{$cells[$index]});
        }
        close $file;
        exit 0;
    }
    close $take;
    local $SIG{INT} = local $SIG{TERM} = sub { kill 'TERM', @workers; exit 130 };
    local $SIG{PIPE} = 'IGNORE';
    for my $index (0 .. $#cells) { syswrite $give, pack('N', $index) or trouble('all workers died') }
    close $give;
    my $died = 0;
    for (@workers) { waitpid $_, 0; $died ||= $? }
    print STDERR "\r" if -t STDERR;
    trouble('a worker died') if $died;
    my @results;
    for my $worker (1 .. $option{jobs}) {
        open my $file, '<', "$DATA/work/results.$worker" or die "$!\n";
        push @results, map { unjson($_) } <$file>;
    }
    return @results;
}

my $begun = time;
prepare();
my %result;
my @cells;
for my $pass (@passes) {
    for my $layer (@LAYERS) { push @cells, map { [$layer, $pass, $_] } @numbers }
}
$result{$_->{pass}, $_->{layer}, $_->{number}} = $_ for run_all(@cells);

# A tool that fails must fail without us, too.
my %layer_of = map { my $layer = $_; map { $_ => $layer } keys %{$layer->{outputs}} } @LAYERS;
my @doubtful = grep { $_->{verdict} eq 'tool failed' && $_->{pass} ne 'without' } values %result;
my (%again, %before);
for (grep { !$result{'without', $_->{layer}, $_->{number}} } @doubtful) {
    my $layer = $layer_of{$_->{layer}};
    $again{$layer->{name}, $_->{number}} = [$layer, 'without', $_->{number}];
}
my @again = values %again;
$before{$_->{layer}, $_->{number}} = $_ for (@again ? run_all(@again) : ()), grep { $_->{pass} eq 'without' } values %result;
for (@doubtful) {
    next if $before{$_->{layer}, $_->{number}}{verdict} eq 'tool failed';
    $_->{verdict} = 'wrong';
    $_->{said} = "the tool fails only in this pass: $_->{said}";
}

# ---- the report

my @names = map { sort keys %{$_->{outputs}} } @LAYERS;
my %column = map { my $layer = $_; map { $_ => $layer->{outputs}{$_}{column} } keys %{$layer->{outputs}} } @LAYERS;
my @columns = do { my %seen; grep { !$seen{$_}++ } map { $column{$_} } @names };
my %mark = (right => '.', wrong => 'W', 'tool failed' => 'T', 'needs evidence' => 'E');
my $width = max(12, map { length } @names);

sub count { my ($verdict, @results) = @_; return scalar grep { $_->{verdict} eq $verdict } @results }
sub guessed { my ($result) = @_; return $result->{verdict} eq 'right' && ($result->{codes} // '') =~ /guessed/ }
sub mark { my ($result) = @_; return guessed($result) ? 'g' : $mark{$result->{verdict}} }
sub of { my ($pass, $layer, $number) = @_; return $result{$pass, $layer, $number} }

print ". right   g right by a guess   W wrong   T the tool itself fails   E only evidence could tell\n";
print "(for each pass a table: ", join(', then ', @passes), ")\n\n";
# One row: in each pass's part of it, what the function makes of each spelling's number.
sub row {
    my ($title, $make) = @_;
    my @parts = map { my $pass = $_; join '', map { $make->($pass, $_) } @numbers } @passes;
    printf "%-*s  %s\n", $width, $title, join '  ', @parts;
    return;
}

row('', sub { $_[1] >= 10 ? int($_[1] / 10) : ' ' });
row('layer', sub { $_[1] % 10 });
for my $name (@names) { row($name, sub { mark(of($_[0], $name, $_[1])) }) }

# A column is right where all layers that are in it are.
sub whole {
    my ($pass, $number, $column) = @_;
    return !grep { $column{$_} eq $column && of($pass, $_, $number)->{verdict} ne 'right' } @names;
}

printf "\nright: of %d layers (of %d columns; layers of one column mangle alike)\n", scalar @names, scalar @columns;
printf "%-28s%s\n", '', join '', map { sprintf '%14s', $_ } @passes;
for my $number (@numbers) {
    my $line = sprintf '%3d %-24s', $number, $SPELLINGS[$number - 1];
    for my $pass (@passes) {
        my $right = count('right', map { of($pass, $_, $number) } @names);
        my $whole = grep { whole($pass, $number, $_) } @columns;
        $line .= sprintf '%8d (%3d)', $right, $whole;
    }
    print "$line\n";
}

print "\n";
for my $pass (@passes) {
    my @of = grep { $_->{pass} eq $pass } values %result;
    my ($right, $wrong, $failed, $evidence) = map { count($_, @of) } 'right', 'wrong', 'tool failed', 'needs evidence';
    my $judged = $pass eq 'without' ? @of - $failed : $right + $wrong;
    my $guessed = grep { guessed($_) } @of;
    printf "%-10s %d cells: %d right (%d by a guess), %d wrong, %d need evidence, %d where the tool fails; right %.1f %%\n",
        $pass, scalar @of, $right, $guessed, $wrong, $evidence, $failed, $judged ? 100 * $right / $judged : 0;
}
# What arrived without a trace of the name: whether and how it was settled.
sub form {
    my ($result) = @_;
    return if $result->{verdict} eq 'tool failed' || !defined $result->{arrived} || $result->{arrived} =~ /I?GIN/;
    return 'a word that was taken' if ($result->{codes} // '') =~ /lost-value/ || ($option{set} eq 'taken' && $result->{arrived} eq '');
    # SCons makes no option of an empty value
    return if $option{set} eq 'alone' && $result->{arrived} eq '' && ($result->{codes} // '') eq '';
    my ($element) = $result->{arrived} =~ /\A[\\\$'"\d]*([^:]*?)[\\'"]*(?::|\z)/;
    return $element =~ /\A\s*-/ ? 'a word that was taken' : $element eq '' ? 'nothing' : $element;
}

sub settled {
    my ($result) = @_;
    return $result->{verdict} eq 'needs evidence' ? 'left' : guessed($result) ? 'guessed' : $result->{verdict};
}

for my $pass (grep { $_ ne 'without' && defined $SET->{rest} } @passes) {
    my (%form, %all);
    for my $r (grep { $_->{pass} eq $pass } values %result) {
        my $form = form($r) // next;
        $form{$form}{settled($r)}++;
        $all{settled($r)}++;
    }
    $form{'all of them'} = \%all if %all;
    print "\n$pass: the name is gone from what arrived\n" if %all;
    for my $form (sort keys %form) {
        printf "  %-24s %s\n", $form, join ', ', map { sprintf '%4d %s', $form{$form}{$_} // 0, $_ } 'right', 'guessed', 'left', 'wrong';
    }
}

# ---- who was named

my @CAUSES = ('right', 'part', 'silent', 'wrong', 'unknown');
sub causes {
    my ($title, @of) = @_;
    my @repaired = grep { defined $_->{cause} } @of or return;
    my %count;
    $count{$_->{cause}}++ for @repaired;
    printf "  %-*s %5d repaired: %s; right %.1f %%\n", $width, $title, scalar @repaired,
        join(', ', map { sprintf '%4d %s', $count{$_} // 0, $_ } @CAUSES), 100 * ($count{right} // 0) / @repaired;
    return;
}

print "\nthe culprit that the log names (in part: no line, no layer, or a line that a tool wrote)\n" if defined $SET->{rest};
for my $pass (grep { $_ ne 'without' } @passes) {
    causes($pass, grep { $_->{pass} eq $pass } values %result);
    next if !$option{culprit};
    for my $name (@names) { causes("  $name", map { of($pass, $name, $_) } @numbers) }
}
printf "(%d s; the percentage is explained in README.md)\n", time - $begun;

sub shown { my ($text) = @_; return defined $text ? $text eq '' ? '(nothing)' : $text : '(no file)' }

my ($new, $listed) = ('', '');
for my $pass (grep { $_ ne 'without' } @passes) {
    for my $name (@names) {
        for my $number (@numbers) {
            my $r = of($pass, $name, $number);
            if (($r->{cause} // '') =~ /wrong|unknown/) {
                $new .= "  $pass $name $number $r->{spelling}: arrived as $r->{arrived}, the log names $r->{named}; expected: $r->{truth}\n";
            }
            my ($verdict, $reason) = @{$KNOWN{$pass, $name, $number} // ['right', '']};
            # other sets have the same refusals, and what is left there is counted
            ($verdict, $reason) = ($r->{verdict}, 'see the sums') if $option{set} ne 'up' && $r->{verdict} ne 'wrong';
            next if ($verdict eq 'right' && $r->{verdict} eq 'right') || $reason eq 'see the sums';
            my $line = sprintf '  %-9s %s %d %s: %s', $pass, $name, $number, $r->{spelling}, $r->{verdict};
            if ($verdict eq $r->{verdict}) {
                $line .= ", arrived as $r->{arrived}" if $verdict ne 'tool failed';
                $listed .= "$line; $reason\n";
            } else {
                $line .= ', arrived as ' . shown($r->{arrived}) . ', stored ' . shown($r->{stored});
                $line .= " ($r->{said})" if defined $r->{said};
                $new .= "$line; expected: $verdict\n";
            }
        }
    }
}
print "\nnot right, as known.tsv says:\n$listed" if $listed ne '';
print "\nNOT AS known.tsv SAYS:\n$new" if $new ne '';
print "\nleft out for want of a tool:\n", map { "  $_: @{$missing{$_}}\n" } sort keys %missing if %missing;

if (defined $option{json}) {
    open my $file, '>', $option{json} or trouble("$option{json}: $!");
    for my $pass (@passes) {
        for my $name (@names) { print $file json(of($pass, $name, $_)), "\n" for @numbers }
    }
    close $file or trouble("$option{json}: $!");
}
remove_tree("$DATA/work") if !$option{keep};
exit($new ne '' ? 1 : 0);
