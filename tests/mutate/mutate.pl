#!/usr/bin/perl
# Changes one operator or constant of the pure core at a time, in a copy of the sources, builds and runs the unit tests: do they notice?
#
#   perl tests/mutate/mutate.pl [--sample N] [--seed N] [--file NAME]... [--least PERCENT] [--perl] [--verbose]
#
# A sample of 100 by default, drawn evenly from all places that can be changed; --file rpath takes those of shim/rpath.c alone. Prints each change that no test has
# noticed, and the share of those that one has; below --least (90) the exit status is 1. A change that no test can notice, since the program does
# the same with it, counts as one that none has. It takes a few seconds for each. With --perl the Perl tests, which look at the programs that are built, are asked as
# well; that takes minutes for each change that nobody notices.
use strict;
use warnings;
use FindBin;
use Getopt::Long;
use lib "$FindBin::Bin/../plant";
use Copy;

my ($sample, $seed, $least, $perl, $verbose, @files) = (100, 1, 90, 0, 0);
GetOptions('sample=i' => \$sample, 'seed=i' => \$seed, 'least=i' => \$least, 'file=s' => \@files, 'perl' => \$perl, 'verbose' => \$verbose) or die "see the head of $0\n";

# The parts that decide about links and trees; the others of CORE hold tables of words. Which tests know most about each; then come all others.
my %tests = (
    arena => [qw(t_arena t_rsp)], bytes => [qw(t_bytes t_json_read)], cache => [qw(t_cache)], clue => [qw(t_clue t_evidence)], driver => [qw(t_driver t_plan t_driver_opts t_cases.pl)],
    driver_opts => [qw(t_driver_opts t_driver)], elf => [qw(t_elf t_elf_corrupt t_loader)], elf_edit => [qw(t_elf_edit)], elf_map => [qw(t_elf_tables t_elf_edit)], elf_refs => [qw(t_elf_tables t_elf_edit)], elf_room => [qw(t_elf_tables t_elf_edit)],
    embedded => [qw(t_embedded)], glance => [qw(t_glance t_driver t_link t_identity.pl t_cases.pl)], json => [qw(t_json t_json_read)], json_read => [qw(t_json_read)], link => [qw(t_link t_plan t_cases.pl)],
    loader => [qw(t_loader)], mend => [qw(t_mend)], names => [qw(t_names t_driver t_cases.pl)], opts => [qw(t_opts t_plan t_link)], path => [qw(t_bytes t_mend t_loader)], pcfile => [qw(t_pcfile)],
    plan => [qw(t_plan t_hand t_wrap t_cases.pl t_identity.pl)], plan_add => [qw(t_plan t_wrap t_cases.pl)], plan_weigh => [qw(t_plan t_wrap t_cases.pl)], profile => [qw(t_rules)], quote => [qw(t_quote)], rows => [qw(t_bytes t_opts)], rpath => [qw(t_rpath t_repair.pl t_rules)], rsp => [qw(t_rsp)], rules => [qw(t_rules)],
    settings => [qw(t_settings t_cases.pl t_identity.pl)], sha256 => [qw(t_sha256)], shebang => [qw(t_shebang)], spell => [qw(t_spell)], wheel => [qw(t_wheel)],
);

# A text that is code, what takes its place, and what has to stand around it.
my @changes = (
    [qr/ == /, ' != '], [qr/ != /, ' == '], [qr/ < /, ' <= '], [qr/ <= /, ' < '], [qr/ > /, ' >= '], [qr/ >= /, ' > '], [qr/ && /, ' || '], [qr/ \|\| /, ' && '],
    [qr/ \+ (?=[\w(])/, ' - '], [qr/ - (?=[\w(])/, ' + '], [qr/(?<=[( ])!(?=[\w(])/, ''], [qr/(?<![\w.\[{])0(?![\w.xX}])/, '1'], [qr/(?<![\w.\[{])1(?![\w.}])/, '0'],
    [qr/(?<![\w.\[{])[2-9](?![\w.}])/, sub { $_[0] + 1 }], [qr/ \+= /, ' -= '], [qr/\+\+(?=[;)])/, '--'], [qr/ \| /, ' & '], [qr/ & /, ' | '],
);

# The text with comments, strings and directives blanked, so that places are the same.
sub code_of {
    my ($text) = @_;
    my $blank = sub { return $_[0] =~ s/[^\n]/~/gr };
    $text =~ s{(/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')}{$blank->($1)}gse;
    $text =~ s{^(#(?:[^\n]|\\\n)*)}{$blank->($1)}gme;
    return $text;
}

# All changes of a file: [file, offset, length, text].
sub places {
    my ($file, $text) = @_;
    my ($code, @out) = code_of($text);
    # tables are data, and have tests of their own
    $code =~ s/(^(?:static )?const [^;]*?= \{.*?^\};)/$1 =~ s|[^\n]|~|gr/gsme;
    for my $change (@changes) {
        my ($from, $to) = @$change;
        while ($code =~ /$from/g) {
            push @out, [ $file, $-[0], $+[0] - $-[0], ref $to ? $to->(substr $code, $-[0], $+[0] - $-[0]) : $to ];
        }
    }
    return @out;
}

# ------------------------------------------------------------------- begin

$| = 1;
my $copy = Copy->new("$FindBin::Bin/../..", 0);
my %text = map { $_ => slurp("$copy->{tree}/shim/$_.c") } grep { -f "$copy->{tree}/shim/$_.c" } @files ? @files : sort keys %tests;
my @all = map { places($_, $text{$_}) } sort keys %text;
die "mutate.pl: nothing to change\n" unless @all;
srand $seed;
my @chosen = @all <= $sample ? @all : @all[ map { int(($_ + rand) * @all / $sample) } 0 .. $sample - 1 ];
my @units = map { s|.*/||r =~ s/\.c$//r } glob "$copy->{tree}/tests/unit/t_*.c";
my @perls = $perl ? qw(t_repair.pl t_identity.pl t_cases.pl) : ();

for my $test (@units, @perls) {
    $copy->passes($test) or die "mutate.pl: $test fails before anything is changed:\n" . $copy->said;
}
my ($count, $noticed) = (0, 0);
for my $place (@chosen) {
    my ($file, $at, $n, $to) = @$place;
    my $text = $text{$file};
    my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
    my $was = (split /\n/, $text)[ $line - 1 ];
    substr($text, $at, $n) = $to;
    my $now = (split /\n/, $text)[ $line - 1 ];
    $copy->edit("shim/$file.c", $text);
    if ($copy->sh("make shim/$file.o")) {
        $count++;
        my %done;
        my $by;
        for my $test (grep { !$done{$_}++ } (grep { $perl || !/\.pl$/ } @{ $tests{$file} // [] }), @units, @perls) {
            # the Perl tests look at the programs, too
            next if $test =~ /\.pl$/ && !$done{built}++ && !$copy->build && ($by = 'make');
            $by //= $test unless eval { $copy->passes($test, 120) };
            last if $by;
        }
        $noticed++ if $by;
        print "shim/$file.c:$line: ", $by ? "$by notices" : 'NOT NOTICED', "\n" if $verbose || !$by;
        print "    was $_->[0]\n" for map { [ s/^\s+//r ] } $by ? () : ($was);
        print "    now $_->[0]\n" for map { [ s/^\s+//r ] } $by ? () : ($now);
    }
    $copy->edit("shim/$file.c", $text{$file});
}
$copy->build;
my $share = $count ? 100 * $noticed / $count : 0;
printf "%d of %d changes noticed, %.1f %%; %d places can be changed\n", $noticed, $count, $share, scalar @all;
exit($share < $least ? 1 : 0);
