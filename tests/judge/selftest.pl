#!/usr/bin/perl
# selftest.pl - runs judge.pl over a table of expectations and over legitimate.txt.
# A line of the table: value | expected value | codes | settings (O=…, musl, dir=…, blank-separated; may be missing).
# '=' as the expected value: unchanged.  \n and \xNN stand for those bytes, nothing else is an escape.
use strict;
use warnings;
use FindBin;
use IPC::Open2;

sub bytes { my ($t) = @_; $t =~ s/\\n/\n/g; $t =~ s/\\x([0-9a-f]{2})/chr hex $1/ge; return $t }
sub hex_of { return unpack 'H*', $_[0] }

my (@case, @name);
while (my $line = <DATA>) {
    chomp $line;
    next if $line =~ /\A\s*(?:#|\z)/;
    my ($value, $want, $codes, $settings) = map { s/\A\s+|\s+\z//gr } split /\|/, $line, -1;
    $_ = bytes($_) for $value, $want;
    $want = $value if $want eq '=';
    my ($o, $target, @folder) = ('-', '-');
    for my $s (split ' ', $settings // '') {
        if    ($s =~ /\AO=(.*)/)   { $o = hex_of($1) }
        elsif ($s =~ /\Adir=(.*)/) { push @folder, hex_of($1) }
        elsif ($s eq 'musl')       { $target = 'musl' }
        else                       { die "selftest.pl: line $.: what is '$s'?\n" }
    }
    push @case, [join("\t", hex_of($value), $o, $target, join(',', @folder) || '-'), hex_of($want) . "\t$codes"];
    push @name, $line =~ s/\s+/ /gr =~ s/\A | \z//gr;
}

my $table = @case;
my @setting = ("-\t-\t-", hex_of('/tmp/out') . "\t-\t-", hex_of('.o') . "\tmusl\t" . hex_of('lib'));
open my $in, '<', "$FindBin::Bin/legitimate.txt" or die "selftest.pl: legitimate.txt: $!\n";
while (my $value = <$in>) {
    chomp $value;
    push @case, [hex_of($value) . "\t$_", hex_of($value) . "\t-"] for @setting;
    push @name, "legitimate: $value" for @setting;
}
close $in;

my $pid = open2(my $from, my $to, $^X, "$FindBin::Bin/judge.pl");
if (!fork) {
    close $from;
    print {$to} "$_->[0]\n" for @case;
    close $to;
    exit 0;
}
close $to;
chomp(my @got = <$from>);
waitpid $pid, 0;

my ($bad, $legitimate_bad) = (0, 0);
for my $i (0 .. $#case) {
    my $ok = ($got[$i] // '') eq $case[$i][1];
    $bad++ if !$ok;
    $legitimate_bad++ if !$ok && $i >= $table;
    print $ok ? 'ok' : 'not ok', " - $name[$i]\n" if !$ok || $i < $table;
    next if $ok;
    my ($hex, $codes) = split /\t/, $got[$i] // '', -1;
    print "#   got ", pack('H*', $hex // '') =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger, " [", $codes // '', "]\n";
}
print $legitimate_bad ? 'not ok' : 'ok', " - the ", @case - $table, " legitimate values stay as they are\n";
exit($bad ? 1 : 0);

__DATA__
# value | expected | codes | settings

# row 1, and what is like it
$ORIGIN                             | =                        | -
${ORIGIN}                           | =                        | -
$ORIGIN/../lib                      | =                        | -
${ORIGIN}/../lib:/usr/lib           | =                        | -
$ORIGIN/../IB                       | =                        | -
                                    | =                        | -
:                                   | =                        | -

# row 2
/__ORIGIN__                         | $ORIGIN                  | marker
/__ORIGIN__/../lib                  | $ORIGIN/../lib           | marker
/__ORIGIN__x/lib                    | =                        | -
/opt/__ORIGIN__/lib                 | =                        | -
/__ORIGIN__/../IB                   | $ORIGIN/../$LIB          | marker

# row 3
/tmp/outRIGIN/../lib                | $ORIGIN/../lib           | make-o-value       | O=/tmp/out
/tmp/outRIGIN/../lib                | =                        | -
/tmp/outRIGIN                       | $ORIGIN                  | make-o-value       | O=/tmp/out
\/tmp/outRIGIN/../lib               | $ORIGIN/../lib           | make-o-value       | O=/tmp/out
\\/tmp/outRIGIN/../lib              | $ORIGIN/../lib           | make-o-value       | O=/tmp/out
$/tmp/outRIGIN/../lib               | $ORIGIN/../lib           | make-o-value       | O=/tmp/out
$/tmp/outRIGIN/../lib               | $ORIGIN/tmp/outRIGIN/../lib | lost-name-guessed
'/tmp/outRIGIN/../lib'              | $ORIGIN/../lib           | make-o-value       | O=/tmp/out
/tmp/outRIGIN/../IB/LATFORM         | $ORIGIN/../$LIB/$PLATFORM | make-o-value      | O=/tmp/out
/tmp/outRIGINAL/lib                 | =                        | -                  | O=/tmp/out
/tmp/outRIGIN}/lib                  | =                        | -                  | O=/tmp/out
.oRIGIN/../lib                      | $ORIGIN/../lib           | make-o-value       | O=.o
3rdRIGIN/lib                        | $ORIGIN/lib              | make-o-value       | O=3rd
12RIGIN/lib                         | $ORIGIN/lib              | make-o-value       | O=12
13RIGIN/lib                         | $ORIGIN/lib              | pid-for-dollar     | O=12
C:/outRIGIN/../lib                  | $ORIGIN/../lib           | make-o-value       | O=C:/out
/x:C:/outRIGIN/../lib:/y            | /x:$ORIGIN/../lib:/y     | make-o-value       | O=C:/out
C:/outRIGIN:/outRIGIN               | $ORIGIN:/outRIGIN        | make-o-value       | O=C:/out
/opt/ORIGIN/lib                     | =                        | -                  | O=/opt/O
/opt/RIGIN/lib                      | =                        | -                  | O=/opt/
RIGIN/lib                           | $ORIGIN/lib              | make-ate-dollar    | O=

# row 4: names
ORIGIN/../lib                       | $ORIGIN/../lib           | dollar-lost
{ORIGIN}/../lib                     | ${ORIGIN}/../lib         | dollar-lost
(ORIGIN)/../lib                     | $ORIGIN/../lib           | stray-bracket
{ORIGIN/../lib                      | ${ORIGIN}/../lib         | stray-bracket
RIGIN/../lib                        | $ORIGIN/../lib           | make-ate-dollar
RIGIN                               | $ORIGIN                  | make-ate-dollar
$RIGIN/../lib                       | $ORIGIN/../lib           | make-ate-dollar
ORIGIN/lib                          | =                        | -                  | dir=ORIGIN
ORIGIN                              | =                        | -                  | dir=ORIGIN
ORIGIN/lib                          | $ORIGIN/lib              | dollar-lost        | dir=lib dir=RIGIN
RIGIN/lib                           | $ORIGIN/lib              | make-ate-dollar    | dir=RIGIN
{ORIGIN}/lib                        | ${ORIGIN}/lib            | dollar-lost        | dir={ORIGIN}
ORIGIN}/lib                         | $ORIGIN/lib              | stray-bracket      | dir=ORIGIN
ORIGIN}/lib                         | =                        | -                  | dir=ORIGIN}
\ORIGIN/lib                         | $ORIGIN/lib              | escape-kept        | dir=ORIGIN
IGIN/../lib                         | $ORIGIN/../lib           | make-ate-twice
IGIN                                | $ORIGIN                  | make-ate-twice
IGIN/../lib                         | =                        | -                  | dir=IGIN
$IGIN/../lib                        | =                        | -

# row 4: junk
$$ORIGIN/../lib                     | $ORIGIN/../lib           | escape-kept
\$ORIGIN/../lib                     | $ORIGIN/../lib           | escape-kept
\$$ORIGIN/../lib                    | $ORIGIN/../lib           | escape-kept
\\\$\\\$ORIGIN/../lib               | $ORIGIN/../lib           | escape-kept
$${ORIGIN}/../lib                   | ${ORIGIN}/../lib         | escape-kept
15530ORIGIN                         | $ORIGIN                  | pid-for-dollar
15530ORIGIN/../lib                  | $ORIGIN/../lib           | pid-for-dollar
\15530ORIGIN/../lib                 | $ORIGIN/../lib           | pid-for-dollar
15530{ORIGIN}/../lib                | ${ORIGIN}/../lib         | pid-for-dollar
15530RIGIN/../lib                   | $ORIGIN/../lib           | pid-for-dollar
'\$$ORIGIN/../lib                   | $ORIGIN/../lib           | quote-kept
'ORIGIN/../lib                      | $ORIGIN/../lib           | quote-kept
'RIGIN/../lib                       | $ORIGIN/../lib           | make-ate-dollar

# row 4: stray bytes
$ORIGIN}                            | $ORIGIN                  | stray-bracket
$ORIGIN}/lib                        | $ORIGIN/lib              | stray-bracket
$ORIGIN'/lib                        | $ORIGIN/lib              | stray-bracket
"$ORIGIN"/lib                       | $ORIGIN/lib              | stray-bracket
RIGIN}/lib                          | $ORIGIN/lib              | make-ate-dollar
${ORIGIN/x                          | ${ORIGIN}/x              | stray-bracket
${ORIGIN'/x                         | ${ORIGIN}/x              | stray-bracket
${ORIGIN}}/x                        | ${ORIGIN}/x              | stray-bracket
$(ORIGIN)                           | $ORIGIN                  | stray-bracket
$$(ORIGIN)/../lib                   | $ORIGIN/../lib           | stray-bracket
123(ORIGIN)/x                       | $ORIGIN/x                | pid-for-dollar
$ORIGIN}}/x                         | =                        | -
$ORIGIN)/x                          | =                        | -
$(ORIGIN/x                          | =                        | -
{RIGIN}/x                           | =                        | -

# rows 6 to 8
/..                                 | $ORIGIN/..               | lost-name-guessed
/../lib                             | $ORIGIN/../lib           | lost-name-guessed
/../                                | $ORIGIN/../              | lost-name-guessed
/..lib                              | =                        | -
/../lib:/opt/x/lib                  | $ORIGIN/../lib:/opt/x/lib | lost-name-guessed
/../libs:/../3rd/lib                | $ORIGIN/../libs:$ORIGIN/../3rd/lib | lost-name-guessed,lost-name-guessed
\/../lib                            | $ORIGIN/../lib           | lost-name-guessed
123/../lib                          | $ORIGIN/../lib           | lost-name-guessed
123/lib                             | =                        | -
\/lib                               | =                        | -
$/x                                 | $ORIGIN/x                | lost-name-guessed
$/../lib                            | $ORIGIN/../lib           | lost-name-guessed
\$\/../lib                          | $ORIGIN/../lib           | lost-name-guessed
$123/x                              | $ORIGIN/x                | lost-name-guessed
'$/../lib'                          | $ORIGIN/../lib           | lost-name-guessed
'/../lib'                           | $ORIGIN/../lib           | lost-name-guessed
$                                   | =                        | -
../lib                              | =                        | -
/lib                                | =                        | -

# quotes
'$ORIGIN/../lib'                    | $ORIGIN/../lib           | quote-kept
"$ORIGIN/../lib"                    | $ORIGIN/../lib           | quote-kept
'\$$ORIGIN/../lib'                  | $ORIGIN/../lib           | escape-kept
\'\$$ORIGIN/../lib\'                | $ORIGIN/../lib           | escape-kept
\'\$$ORIGIN/../lib\\'               | $ORIGIN/../lib\          | escape-kept
\'"$ORIGIN/../lib"\'                | $ORIGIN/../lib           | quote-kept
'/opt/lib'                          | =                        | -
'/opt/lib:/usr/lib'                 | =                        | -
''                                  | =                        | -
'                                   | =                        | -
'$ORIGIN:$ORIGIN/../lib'            | $ORIGIN:$ORIGIN/../lib   | quote-kept,quote-kept
'/opt/lib:$ORIGIN/../lib'           | /opt/lib:$ORIGIN/../lib  | quote-kept,quote-kept
'/opt/lib:RIGIN/../lib'             | /opt/lib:$ORIGIN/../lib  | quote-kept,make-ate-dollar
'$ORIGIN:RIGIN:$$ORIGIN'            | $ORIGIN:$ORIGIN:$ORIGIN  | quote-kept,make-ate-dollar,escape-kept
'$ORIGIN':'$ORIGIN/../lib'          | $ORIGIN:$ORIGIN/../lib   | quote-kept,quote-kept
'/opt/lib':'$ORIGIN/../lib'         | '/opt/lib':$ORIGIN/../lib | quote-kept
"'/opt':'$ORIGIN'"                  | '/opt':$ORIGIN           | quote-kept,quote-kept
'$ORIGIN:"RIGIN"'                   | $ORIGIN:$ORIGIN          | quote-kept,make-ate-dollar
'$ORIGIN:$ORIGIN/../../lib          | $ORIGIN:$ORIGIN/../../lib | quote-kept
/x:'$ORIGIN/../lib'                 | /x:$ORIGIN/../lib        | quote-kept
/x:'/lib'                           | =                        | -

# the tail
RIGIN/../IB/LATFORM                 | $ORIGIN/../$LIB/$PLATFORM | make-ate-dollar
RIGIN/../IB/LATFORM                 | $ORIGIN/../IB/LATFORM    | make-ate-dollar    | musl
RIGIN/../IB:/opt/x/lib              | $ORIGIN/../$LIB:/opt/x/lib | make-ate-dollar
15530ORIGIN/../15530LIB:/opt/x/lib  | $ORIGIN/../$LIB:/opt/x/lib | pid-for-dollar
RIGIN/IB/x                          | $ORIGIN/IB/x             | make-ate-dollar
RIGIN/IB/x/IB                       | $ORIGIN/IB/x/$LIB        | make-ate-dollar
RIGIN/../IB/                        | $ORIGIN/../IB/           | make-ate-dollar
RIGIN/LIB                           | $ORIGIN/LIB              | make-ate-dollar
RIGIN/IBx                           | $ORIGIN/IBx              | make-ate-dollar
/../IB                              | $ORIGIN/../$LIB          | lost-name-guessed
IB                                  | =                        | -

# never
$origin/lib                         | =                        | -
$ORIGINX/lib                        | =                        | -
$FOO                                | =                        | -
/opt/ORIGIN/lib                     | =                        | -
/opt/RIGIN                          | =                        | -
RIGINAL/lib                         | =                        | -
$ISALIST                            | =                        | -
@loader_path                        | =                        | -
@rpath                              | =                        | -
/b/lib:::                           | =                        | -
$ORIGIN:::                          | =                        | -
XXXX                                | =                        | -
$CAMLORIGIN/../..                   | =                        | -
$EXEC_ORIGIN/lib                    | =                        | -
/srv/xORIGIN                        | =                        | -

# bytes taken as they are
 RIGIN/../lib\n                     | $ORIGIN/../lib\n         | make-ate-dollar
RIGIN\n                             | =                        | -
/x\xff:RIGIN/\xff                   | /x\xff:$ORIGIN/\xff      | make-ate-dollar
RIGIN/x:RIGIN/x                     | $ORIGIN/x:$ORIGIN/x      | make-ate-dollar,make-ate-dollar
:RIGIN::                            | :$ORIGIN::               | make-ate-dollar
