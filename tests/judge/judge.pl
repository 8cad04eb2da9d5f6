#!/usr/bin/perl
# judge.pl - second implementation of the grammar of docs/repair.md, written from that page alone.
#
# stdin:  hex(value) TAB hex(O)|- TAB musl|- TAB hex(folder),hex(folder)...|-
# stdout: hex(repaired value) TAB code,code,...|-
use strict;
use warnings;

my $JUNK  = qr{[\\\$'"0-9]};
my $CLOSE = qr{(?=/|\z)};

# The settings of the query at hand.
my ($x, $musl, %folder);

# Section 1: is this text enclosed?  Returns the quote and what is inside, or nothing.
sub enclosed {
    my ($text) = @_;
    my ($open) = $text =~ /\A(\\*['"])/ or return;
    my $n = length $open;
    return if length $text < 2 * $n;
    return if substr($text, -$n) ne $open;
    my $inside = substr $text, $n, length($text) - 2 * $n;
    return (substr($open, -1), $inside);
}

# Section 3.
sub tail {
    my ($element) = @_;
    return $element if $musl;
    my @part = split m{/}, $element, -1;
    for my $i (reverse 1 .. $#part) {
        if    ($part[$i] =~ /\A(?:IB|[0-9]+LIB)\z/) { $part[$i] = '$LIB' }
        elsif ($part[$i] eq 'LATFORM')              { $part[$i] = '$PLATFORM' }
        else                                        { last }
    }
    return join '/', @part;
}

sub code_of_row_4 {
    my ($junk, $name, $stray) = @_;
    return 'pid-for-dollar'  if $junk =~ /[0-9]/;
    return 'make-ate-dollar' if $name eq 'RIGIN';
    return 'stray-bracket'   if $name eq '(ORIGIN)' || $name eq '{ORIGIN' || $stray ne '';
    return 'dollar-lost'     if $junk eq '';
    return 'quote-kept'      if $junk =~ /['"]/;
    return 'escape-kept';
}

# The rows of section 2.  Returns the element and its code ('' in row 1), or nothing in row 9.
sub rows {
    my ($e) = @_;
    return ($e, '') if $e =~ m{\A\$(?:ORIGIN|\{ORIGIN\})$CLOSE};
    return (tail('$ORIGIN' . $1), 'marker') if $e =~ m{\A/__ORIGIN__$CLOSE(.*)\z}s;
    return (tail('$ORIGIN' . $1), 'make-o-value')
        if defined $x && $e =~ m{\A$JUNK*?\Q$x\ERIGIN$CLOSE(.*)\z}s;
    if ($e =~ m<\A($JUNK*)(\{ORIGIN\}|\(ORIGIN\)|\{ORIGIN|ORIGIN|RIGIN)([\}'"]?)$CLOSE(.*)\z>s) {
        my ($junk, $name, $stray, $rest) = ($1, $2, $3, $4);
        my ($first) = $e =~ m{\A([^/]*)};
        if ($junk ne '' || $name ne 'ORIGIN' || !$folder{$first}) {
            my $token = $name =~ /\{/ ? '${ORIGIN}' : '$ORIGIN';
            return (tail($token . $rest), code_of_row_4($junk, $name, $stray));
        }
    }
    return (tail('$ORIGIN' . $1), 'make-ate-twice')
        if $e =~ m{\AIGIN$CLOSE(.*)\z}s && !$folder{IGIN};
    return (tail('$ORIGIN' . $1), 'lost-name-guessed')
        if $e =~ m{\A$JUNK*(/\.\.$CLOSE.*)\z}s;    # rows 6 and 7
    return (tail('$ORIGIN' . $2), 'lost-name-guessed')
        if $e =~ m{\A($JUNK*)(/.*)\z}s && index($1, '$') >= 0;
    return;
}

# Section 2: one element.  As rows(), and never nothing: the code is undef in row 9.
sub element {
    my ($e) = @_;
    my $inside = $e;
    # quotes are looked for in the element as the first ':' cuts it, so not where X brought one along
    while (index($e, ':') < 0 and my ($quote, $within) = enclosed($inside)) { $inside = $within }
    if ($inside ne $e && $inside !~ /['"]\z/) {
        my ($result, $code) = rows($inside);
        return ($result, $code eq '' ? 'quote-kept' : $code) if defined $code;
        return ($e, undef) if $inside =~ m{\A(?:IGIN|ORIGIN)[\}'"]?$CLOSE};    # only a folder of that name keeps it
    }
    my ($result, $code) = rows($e);
    return defined $code ? ($result, $code) : ($e, undef);
}

# Cuts the next element off the text of a list: returns it and the text behind its ':' (undef at the end).
sub next_element {
    my ($text) = @_;
    my ($e) = $text =~ /\A([^:]*)/;
    if (defined $x && $x =~ /:/) {
        my $known = $e =~ m{\A(?:\$ORIGIN|\$\{ORIGIN\}|/__ORIGIN__)$CLOSE};    # rows 1 and 2 come first
        $e = $1 if !$known && $text =~ m{\A($JUNK*?\Q$x\ERIGIN(?=[/:]|\z)[^:]*)};
    }
    return ($e, length $e < length $text ? substr($text, length($e) + 1) : undef);
}

sub repair {
    my ($value) = @_;
    my ($text, $set_aside) = ($value, 0);
    while (my ($quote, $inside) = enclosed($text)) {
        last if $inside =~ /\A:|:\z/;
        if ($text =~ /\A([^:]*):/) {
            my ($first_quote) = enclosed($1);
            last if defined $first_quote && $first_quote eq $quote;
        }
        ($text, $set_aside) = ($inside, 1);
    }
    my (@result, @code);
    my $hit = 0;
    while (defined $text) {
        (my $e, $text) = next_element($text);
        my ($result, $code) = element($e);
        push @result, $result;
        push @code, $code // '';
        $hit = 1 if defined $code;
    }
    return $value if $set_aside && !$hit;
    # the list's quotes belong to its first element and its last
    if ($set_aside) { $_ ||= 'quote-kept' for $code[0], $code[-1] }
    return (join(':', @result), grep { $_ ne '' } @code);
}

binmode STDIN;
binmode STDOUT;
while (my $line = <STDIN>) {
    chomp $line;
    my ($value, $o, $target, $folders) = split /\t/, $line, -1;
    die "judge.pl: line $.: four fields expected\n" unless defined $folders;
    $x = $o eq '-' ? '' : pack 'H*', $o;
    undef $x if $x =~ m{\A\z|[/O]\z};
    $musl   = $target eq 'musl';
    %folder = $folders eq '-' ? () : map { (pack('H*', $_) => 1) } split /,/, $folders;
    my ($result, @code) = repair(pack 'H*', $value);
    print unpack('H*', $result), "\t", (@code ? join(',', @code) : '-'), "\n";
}
