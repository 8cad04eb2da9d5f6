#!/usr/bin/perl
# The option table of shim/opts.c against the linkers that are installed: each option is linked with "-rpath VALUE" behind it. A RUNPATH
# in what comes out says that the option left -rpath alone; where VALUE was linked instead, the option took -rpath for its operand.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../helpers";
use Check;

scrub();
my $place = scratch();
my @LINKERS = qw(ld.bfd ld.gold ld.lld mold);

# Options after which nothing is linked, or nothing that has a RUNPATH.
my %LINKS_NOTHING = map { ($_ => 1) } qw(ROLE_QUERY ROLE_RELOCATABLE);

# ------------------------------------------------------------------- the table

my (%takes, %role, @name);
my $source = slurp(setting('SRC') . '/shim/opts.c');
while ($source =~ /^\s*\{"([^"]+)",\s*"([-.+=?]{4})",\s*(ROLE_[A-Z_]+)\}/gm) {
    push @name, $1;
    ($takes{$1}, $role{$1}) = ($2, $3);
}
@name > 150 or die "the table in opts.c is written in another way than this test can read\n";

# What it says of a linker and that many dashes: 1, 0, or undef where versions differ.
sub said {
    my ($name, $linker, $dashes) = @_;
    my $c = defined $takes{$name} ? substr $takes{$name}, $linker, 1 : '.';
    return undef if $c eq '?';
    return $c eq '=' || $c eq ($dashes == 1 ? '-' : '+') ? 1 : 0;
}

# ------------------------------------------------------------------ one linking

# The value is a file that can be linked, so that a linker for which it is an input does not stop there.
my $cc = $ENV{CC} // 'cc';
spew("$place/main.c", "int probe;\nvoid _start(void) {}\n");
spew("$place/value.c", "int the_value;\n");
for my $file (qw(main value)) {
    my ($status, $said) = run_quietly('/bin/sh', '-c', "$cc -c -fPIC -o \"\$1/$file.o\" \"\$1/$file.c\"", 'sh', $place);
    $status == 0 or die "$file.c cannot be compiled: $said\n";
}
my $value = "$place/value.o";
chdir $place or die "$place: $!\n";

# Returns 1 (took -rpath for its operand), 0 (left it alone), undef (cannot be told), and why.
my @made = ('out', 'utput', 'format', 'a.out', './-rpath');

sub link_with {
    my ($linker, @words) = @_;
    unlink @made;
    return run_quietly('timeout', '20', $linker, '-shared', 'main.o', '-o', 'out', @words, $value);
}

sub tried {
    my ($linker, $option) = @_;
    my ($status, $text) = link_with($linker, $option, '-rpath');
    for my $file (grep { -s $_ } @made) {
        my $bytes = slurp($file);
        next if $bytes !~ /\A\x7fELF/;
        # as a RUNPATH it is in the dynamic string table; as an input its symbol is in the file
        return (0, $text) if index($bytes, "$value\0") >= 0;
        return (1, $text) if index($bytes, "\0the_value\0") >= 0;
        return (undef, $text);
    }
    # the linker stopped; which word does it speak of?
    (my $rest = $text) =~ s/\Q$option\E//g;
    return (1, $text) if $rest =~ /-rpath/;
    return (0, $text) if $text =~ /(?:unrecognized|unrecognised|unknown)[^\n]*\Q$option\E|\Q$option\E: unknown option/i;
    # what stops every link, or a link to one letter's joined value, tells nothing
    return (undef, $text) if $text =~ /disambiguate|cannot find|unable to find|incompatible/;
    # it complains in the same words when -rpath certainly is the value
    if ($option !~ /\A-.\z/) {
        my ($again, $joined) = link_with($linker, "$option=-rpath");
        s/\Q$option\E(?:=-rpath)?//g for $joined, $text;
        return (1, $text) if $again == $status && $joined eq $text && $text =~ /\S/;
    }
    return (undef, $text);
}

sub try_option {
    my ($linker, $number, $name, $count, @spelled) = @_;
    my @wrong;
    for my $dashes (@spelled ? @spelled : length $name == 1 ? 1 : (1, 2)) {
        my $want = said($name, $number, $dashes);
        next if !defined $want;
        my $option = '-' x $dashes . $name;
        my ($is, $why) = tried($linker, $option);
        $count->{defined $is ? 'told' : 'untold'}++;
        push @{ $count->{unclear} }, $option if !defined $is;
        next if !defined $is || $is == $want;
        push @wrong, "$option " . ($is ? 'takes the next word' : 'takes none') . ', the table says ' . ($want ? 'it does' : 'it does not'), map { "  $_" } grep { defined } (split /\n/, $why)[0, 1];
    }
    return @wrong;
}

# ---------------------------------------------------------------- what is listed

# Options in the help text, spelled as they are there.
sub listed {
    my ($linker) = @_;
    my ($status, $text) = run_quietly($linker, '--help');
    my %seen;
    for my $line (split /\n/, $text) {
        next if $line !~ /^\s+-/;
        # options stand before the explanation, which is a column or a line of its own
        (my $head = $line) =~ s/^(\s+\S.*?)\s{2,}\S.*/$1/;
        $seen{$2} //= $1 while $head =~ /(?:^|[\s,|])(--?)([A-Za-z0-9][A-Za-z0-9_-]*)/g;
    }
    return map { ($_ => length $seen{$_}) } grep { length > 1 } keys %seen;
}

my $some = 0;
for my $number (0 .. $#LINKERS) {
    my $linker = $LINKERS[$number];
    if (!found($linker)) { skip("the table is what $linker does", "needs $linker"); next }
    $some++;
    my ($status, $version) = run_quietly($linker, '--version');
    ($version) = split /\n/, $version;
    my %count = (told => 0, untold => 0, unclear => []);
    my @wrong;
    for my $name (@name) {
        next if $LINKS_NOTHING{ $role{$name} };
        push @wrong, try_option($linker, $number, $name, \%count);
    }
    ok(!@wrong, "the table is what $version does ($count{told} spellings tried, $count{untold} more cannot be told)", @wrong);
    note("cannot be told: @{ $count{unclear} }") if @{ $count{unclear} };

    # what is not in the table must take no word
    my %dashes = listed($linker);
    my @listed = grep { !defined $takes{$_} } sort keys %dashes;
    my %other = (told => 0, untold => 0, unclear => []);
    @wrong = map { try_option($linker, $number, $_, \%other, $dashes{$_}) } @listed;
    ok(@listed > 10 && !@wrong, "the " . @listed . " other options that $linker lists take no separate word", @wrong);

    # bfd takes the beginning of an option for the whole, so a name that begins another's needs its own row
    my @operands = grep { substr($takes{$_}, 0, 1) ne '.' } @name;
    my @begins = grep { my $n = $_; grep { length > length $n && index($_, $n) == 0 } @operands } @listed;
    ok(!@begins, "no option that $linker lists begins the name of one with an operand without having a row", @begins);
}
skip('the table is what the linkers do', 'needs ld.bfd') if !$some;
chdir '/';
done();
