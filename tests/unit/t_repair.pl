#!/usr/bin/perl
# The repair grammar: the shim's core (f_repair.c) against the second judge in tests/judge, the laws, and the rpaths of
# all programs and libraries of the running system, which nobody may touch.
# ORIGINLD_TEST_RANDOM=N in the environment: so many random values besides the shapes.
use strict;
use warnings;
use File::Find ();
use FindBin;
use lib "$FindBin::Bin/../helpers";
use Check;

scrub();
my $judge  = setting('SRC') . '/tests/judge';
my $repair = make_unit('f_repair');
my $place  = scratch();
my $random = $ENV{ORIGINLD_TEST_RANDOM} // 20000;

sub sh { my ($script, @words) = @_; return run_quietly('/bin/sh', '-c', $script, 'sh', @words) }
sub lines { my ($path) = @_; my $n = () = slurp($path) =~ /\n/g; return $n }

my ($status, $said) = run_quietly($^X, "$judge/selftest.pl");
ok($status == 0, "the second judge agrees with the table written by hand and leaves legitimate.txt alone", grep { !/^ok/ } split /\n/, $said);

# ------------------------------------------------------------ the same answers

($status, $said) = sh('cd "$1" && "$2" "$3/shapes.pl" --seed 1 --random "$4" >q && "$2" "$3/judge.pl" <q >judge && "$5" <q >shim',
    $place, $^X, $judge, $random, $repair);
ok($status == 0, 'both judges answer every query', $said);
my @query = split /\n/, slurp("$place/q");
my @judge = split /\n/, slurp("$place/judge");
my @shim  = split /\n/, slurp("$place/shim");
my @differ = grep { ($judge[$_] // '') ne ($shim[$_] // '') } 0 .. $#query;
ok(@query > 10000 && @shim == @query && !@differ, scalar(@query) . ' values are judged alike by the shim and by the second judge',
    map { "value " . shown(pack 'H*', (split /\t/, $query[$_])[0]) . ", query '$query[$_]': judge '$judge[$_]', shim '" . ($shim[$_] // '') . "'" } splice @differ, 0, 5);

($status, $said) = sh('cd "$1" && paste shim q | cut -f1,4-6 >q2 && "$5" <q2 >shim2 && "$2" "$3/laws.pl" q shim shim2', $place, $^X, $judge, $random, $repair);
ok($status == 0, 'the laws hold for what the shim answers', $said);

# ---------------------------------------------------------- what people meant

my @legitimate = split /\n/, slurp("$judge/legitimate.txt");
my @changed = touched(@legitimate);
ok(!@changed, scalar(@legitimate) . ' legitimate values are left alone', @changed);

# Those of the values that f_repair changes.
sub touched {
    my @value = @_;
    spew("$place/in", join '', map { unpack('H*', $_) . "\t-\t-\t-\n" } @value);
    my ($s, $t) = sh('"$1" <"$2/in" >"$2/out"', $repair, $place);
    return "f_repair: $t" if $s;
    my @out = split /\n/, slurp("$place/out");
    return 'f_repair: answers are missing' if @out != @value;
    return map { $out[$_] eq unpack('H*', $value[$_]) . "\t-" ? () : shown($value[$_]) . " becomes " . $out[$_] } 0 .. $#value;
}

# ----------------------------------------------------------- the running system

# In bulk: hundreds of files for one readelf.
sub rpaths_of_system {
    my (@file, %seen, @found);
    my $look = sub {
        return if -l $_ || !-f _ || -s _ < 64;
        open my $in, '<:raw', $_ or return;
        my $magic = '';
        push @file, $File::Find::name if read($in, $magic, 4) == 4 && $magic eq "\x7fELF" && !$seen{ join ':', (stat $in)[0, 1] }++;
    };
    File::Find::find({ wanted => $look, no_chdir => 0 }, grep { -d } qw(/usr/bin /usr/sbin /usr/lib /usr/lib64 /usr/libexec));
    my $count = @file;
    while (my @some = splice @file, 0, 200) {
        open my $from, '-|', 'readelf', '-dW', @some or return ($count);
        while (<$from>) { push @found, $1 if /\((?:RPATH|RUNPATH)\)\s+Library [a-z]+: \[(.*)\]$/ }
        close $from;
    }
    return ($count, @found);
}

if (!found('readelf')) { skip("the system's own rpaths are left alone", 'needs readelf') }
else {
    open my $keep, '>&', \*STDERR;
    open STDERR, '>', '/dev/null';
    my ($files, @value) = rpaths_of_system();
    open STDERR, '>&', $keep;
    my @bad = touched(@value);
    ok($files > 0 && !@bad, scalar(@value) . " rpaths of the $files programs and libraries of this system are left alone", splice @bad, 0, 20);
}
done();
