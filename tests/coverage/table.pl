#!/usr/bin/perl
# make coverage: how much of shim/ the suite reaches, from the counts that a build with --enable-coverage leaves: lines and branches for each file, and below the table
# what no test has reached. Run in the build folder; the first word is the sources' folder.
use strict;
use warnings;

my ($src) = @ARGV;

# Each test has left its own counts; all come together in shim/. What a test has torn by letting system calls fail is left out.
my $torn = 0;
mkdir 'counts';
for my $dir ('shim', glob 'counts/*/') {
    $torn++ if system "rm -rf counts.new && if test -d counts.sum; then gcov-tool merge -o counts.new counts.sum '$dir'; else mkdir counts.new && cp '$dir'/*.gcda counts.new; fi >/dev/null 2>&1 && "
        . 'test -d counts.new && rm -rf counts.sum && mv counts.new counts.sum';
}
system 'rm -f counts.sum/[tf]_*; cp counts.sum/*.gcda shim/; rm -rf counts.sum counts.new';
print "counts of $torn tests are torn and left out\n" if $torn;
my (%lines, %branches, @missed, %sum);

for my $counts (sort glob 'shim/*.gcda') {
    my ($name) = $counts =~ m|shim/(.*)\.gcda$|;
    next if $name =~ /\.shim$/;
    # -t prints the annotated source; branches follow their line
    open my $f, '-|', 'gcov', '-b', '-c', '-t', '-o', "shim/$name.o", "$src/shim/$name.c" or die "gcov: $!\n";
    my ($in, $line) = (0, 0);
    while (<$f>) {
        if (/^ *-: *0:Source:(.*)/) { $in = $1 =~ m|shim/\Q$name\E\.c$| }
        next unless $in;
        if (/^ *(-|#####|=====|\d+\*?): *(\d+):(.*)/ && $2) {
            $line = $2;
            next if $1 eq '-';
            $lines{$name}{all}++;
            if ($1 =~ /^\d/) { $lines{$name}{hit}++ }
            else { push @missed, sprintf "shim/%s.c:%d:%s\n", $name, $line, $3 }
        } elsif (/^branch +\d+ (?:taken (\d+)|never executed)/) {
            $branches{$name}{all}++;
            $branches{$name}{hit}++ if $1;
        }
    }
    close $f;
}
die "no counts in shim/: configure with --enable-coverage and run make check\n" unless %lines;

sub share { my ($of) = @_; return $of->{all} ? 100 * ($of->{hit} // 0) / $of->{all} : 100 }

printf "%-16s %9s %9s %9s %9s\n", 'file', 'lines', '%', 'branches', '%';
for my $name (sort keys %lines) {
    printf "%-16s %9d %9.1f %9d %9.1f\n", $name, $lines{$name}{all}, share($lines{$name}), $branches{$name}{all} // 0, share($branches{$name} // {});
    for my $what (qw(all hit)) {
        $sum{lines}{$what} += $lines{$name}{$what} // 0;
        $sum{branches}{$what} += $branches{$name}{$what} // 0;
    }
}
printf "%-16s %9d %9.1f %9d %9.1f\n", 'sum', $sum{lines}{all}, share($sum{lines}), $sum{branches}{all}, share($sum{branches});
print "\nlines that no test reaches:\n", @missed;
