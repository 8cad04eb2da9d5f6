#!/usr/bin/perl
# laws.pl QUERIES ANSWERS ANSWERS2 - checks the laws of docs/repair.md (section 5) on the answers of one implementation.
#
# QUERIES   what the implementation was asked (the lines judge.pl reads)
# ANSWERS   what it answered: hex(result) TAB codes, line by line
# ANSWERS2  what it answered when each result was put in the place of the value and asked about again
use strict;
use warnings;

my @CODES = qw(marker make-o-value pid-for-dollar make-ate-dollar stray-bracket dollar-lost quote-kept escape-kept make-ate-twice lost-name-guessed);
my %CODE  = map { ($_ => 1) } @CODES;

my @LAW = (
    [known     => 'every code is one of the page, and the value changed exactly when there is a code'],
    [well      => 'a well-formed value is never changed'],
    [again     => 'repair(repair(x)) = repair(x)'],
    [empty     => 'no output has an empty element that the input lacked (quotes with nothing between them are empty, too)'],
    [elements  => "the number of elements stays (but for the ':' inside X)"],
);
my (%bad, %example, %checked);

# In a value that is well formed every element is empty, or starts with a token that closes, or starts with '/' (but
# not '/..' or '/__ORIGIN__' that closes), or is a plain relative word that holds none of the names.
sub well_formed {
    my ($value, $x) = @_;
    return 0 if defined $x && index($value, $x . 'RIGIN') >= 0;
    for my $e (split /:/, $value, -1) {
        my $first = substr $e, 0, 1;
        my $slash = index $e, '/';
        my $head  = $slash < 0 ? $e : substr $e, 0, $slash;
        if ($first eq '') { next }
        elsif ($first eq '/') {
            my $second = (split m{/}, substr($e, 1), 2)[0] // '';
            return 0 if $second eq '..' || $second eq '__ORIGIN__';
        }
        elsif ($first eq '$') { return 0 if $head ne '$ORIGIN' && $head ne '${ORIGIN}' }
        elsif ($first =~ /[\\'"]/) { return 0 }
        else {
            return 0 if index($e, 'IGIN') >= 0;                 # in all of the names
            # 2024/lib is a folder's name, 2024/.. and 2024$/lib are not
            return 0 if $head =~ /\A[0-9][\\\$'"0-9]*\z/ && ($head =~ /\$/ || $e =~ m{/\.\.(?:/|\z)} && index($e, '/..') == $slash);
        }
    }
    return 1;
}

sub readable {
    my ($hex) = @_;
    my $t = pack 'H*', $hex;
    $t =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ge;
    return "[$t]";
}

sub check {
    my ($law, $holds, @what) = @_;
    $checked{$law}++;
    return if $holds;
    push @{ $example{$law} }, join ' ', @what if ++$bad{$law} <= 5;
}

die "usage: laws.pl QUERIES ANSWERS ANSWERS2\n" if @ARGV != 3;
my @in = map { open my $fh, '<', $_ or die "laws.pl: $_: $!\n"; $fh } @ARGV;

while (1) {
    my @line = map { scalar readline $_ } @in;
    last if !grep { defined } @line;
    die "laws.pl: the files differ in length at line $.\n" if grep { !defined } @line;
    chomp @line;
    my ($value, $o, $target, $folders) = split /\t/, $line[0], -1;
    my ($result, $codes)  = split /\t/, $line[1], -1;
    my ($result2, $codes2) = split /\t/, $line[2], -1;
    die "laws.pl: line $. is not in the format\n" if grep { !defined } $folders, $codes, $codes2;

    my @code = $codes eq '-' ? () : split /,/, $codes;
    my $x = $o eq '-' ? '' : pack 'H*', $o;
    undef $x if $x eq '' || $x =~ m{[/O]\z};
    my $from = pack 'H*', $value;
    my $to   = pack 'H*', $result;
    my @what = (readable($value), '->', readable($result), $codes);
    push @what, 'O=' . readable($o) if $o ne '-';
    push @what, $target if $target ne '-';
    push @what, 'folders=' . join ',', map { readable($_) } split /,/, $folders if $folders ne '-';

    check('known', !(grep { !$CODE{$_} } @code) && (@code > 0) == ($value ne $result), @what);
    check('well', $value eq $result, @what) if well_formed($from, $x);
    check('again', $result2 eq $result && $codes2 eq '-', @what, 'again ->', readable($result2), $codes2);

    my $had = grep { /\A[\\'"]*\z/ } split(/:/, $from, -1), ($from eq '' ? '' : ());
    my $has = grep { $_ eq '' } split(/:/, $to, -1), ($to eq '' ? '' : ());
    check('empty', $has <= $had, @what);

    my $inside = defined $x ? ($x =~ tr/://) * grep { $_ eq 'make-o-value' } @code : 0;
    check('elements', ($from =~ tr/://) - $inside == ($to =~ tr/://), @what);
}

my $failed = 0;
for my $law (@LAW) {
    my ($key, $sentence) = @$law;
    my $ok = !$bad{$key};
    $failed ||= !$ok;
    print $ok ? 'ok' : 'not ok', " - $sentence (", $checked{$key} // 0, ' values', $ok ? '' : ", $bad{$key} against it", ")\n";
    print "#   $_\n" for @{ $example{$key} || [] };
}
exit $failed;
