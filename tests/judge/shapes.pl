#!/usr/bin/perl
# shapes.pl - prints queries for judge.pl: every shape of docs/repair.md and every form seen in the wild, and each
# of them with one byte added, removed or changed at every position.  Deterministic, no line twice.
#
# shapes.pl [--seed N --random M]: and M values put together at random from fragments.
use strict;
use warnings;
use Getopt::Long;

my ($seed, $random) = (1, 0);
GetOptions('seed=i' => \$seed, 'random=i' => \$random) && !@ARGV
    or die "usage: shapes.pl [--seed N --random M]\n";

my @BYTES = ('\\', '$', "'", '"', '0', '9', 'O', 'R', 'I', 'G', 'N', '{', '}', '(', ')', '/', '.', ':', '_', 'X', ' ', "\n", "\xff");

# Forms recorded behind shells, make, configure scripts, CMake, ninja and others; every pid is 15530.
my @SEEN = split /\n/, <<'END';
"$$$$ORIGIN/../lib"
"$$$/../lib"
"$$ORIGIN/../lib"
"$/../lib"
"$ORIGIN/../lib"
"/../lib"
"RIGIN/../lib"
"\$$$$ORIGIN/../lib"
"\$$$/../lib"
"\$$ORIGIN/../lib"
"\$ORIGIN/../lib"
$
$$$$$$$$ORIGIN/../lib
$$$$$$$/../lib
$$$$$$ORIGIN/../lib
$$$$$/../lib
$$$$ORIGIN/../lib
$$$${ORIGIN}/../lib
$$$/../lib
$$$ORIGIN/../lib
$$(ORIGIN)/../lib
$$ORIGIN
$$ORIGIN/../$$LIB:/opt/x/lib
$$ORIGIN/../lib
$$ORIGIN/lib
$${ORIGIN}/../lib
$(ORIGIN)/../lib
$/../$/$
$/../lib
$/../lib:/opt/x/lib
$/tmp/outRIGIN/../lib
$ORIGIN
$ORIGIN/../$LIB/$PLATFORM
$ORIGIN/../$LIB:/opt/x/lib
$ORIGIN/../lib
$ORIGIN/../lib:/opt/x/lib
$ORIGIN/lib
$15530/../lib
$RIGIN
$RIGIN/../lib
${ORIGIN}/../lib
'$$$$ORIGIN/../lib'
'$$$${ORIGIN}/../lib'
'$$$/../lib'
'$$ORIGIN/../lib'
'$${ORIGIN}/../lib'
'$/../lib'
'$ORIGIN/../lib'
'../lib'
'/../lib'
'RIGIN/../lib'
'\$$$$ORIGIN/../lib'
'\$$$/../lib'
'\$$ORIGIN/../lib'
'\$$\$$ORIGIN/../lib'
'\$$\$/../lib'
'\$\$ORIGIN/../lib'
'\RIGIN/../lib'
../lib
/..//
/..//posix
/../:/opt/x/lib
/../
/../lib
/../lib64
/../lib:/opt/x/lib
/../libs:/../3rd/RsVisa/lib
/lib
/tmp/outRIGIN
/tmp/outRIGIN/../IB/LATFORM
/tmp/outRIGIN/../lib
/tmp/outRIGIN/../lib:/opt/x/lib
/tmp/outRIGIN/lib
IGIN/../lib
15530/../lib
1234515530/../lib64
15530ORIGIN
15530ORIGIN/../15530LIB:/opt/x/lib
15530ORIGIN/../lib
15530ORIGIN/lib
1553015530ORIGIN/../lib
15530{ORIGIN}/../lib
RIGIN
RIGIN/
RIGIN:/home/u/lib
RIGIN/../IB/LATFORM
RIGIN/../IB:/opt/x/lib
RIGIN/../lib
RIGIN/../lib:/opt/x/lib
RIGIN/lib
\$$$$$$$$ORIGIN/../lib
\$$$$$$$/../lib
\$$$$ORIGIN/../lib
\$$$${ORIGIN}/../lib
\$$$/../lib
\$$ORIGIN
\$$ORIGIN/../lib
\$$\$$ORIGIN/../lib
\$$\$/../lib
\$${ORIGIN}/../lib
\$/../lib
\$ORIGIN
\$ORIGIN/../lib
\$\$ORIGIN/../lib
\$\/../lib
\${ORIGIN}/../lib
\'$ORIGIN/../lib\'
\'\$$$$ORIGIN/../lib\'
\'\$$$/../lib\'
\'\$$ORIGIN/../lib\'
'$$ORIGIN/../lib\'
'$/../lib\'
\/../lib
\/tmp/outRIGIN/../lib
\15530ORIGIN/../lib
\RIGIN/../lib
\\$$$$ORIGIN/../lib
\\$$$/../lib
\\$$ORIGIN/../lib
\\$$\\$$ORIGIN/../lib
\\$$\\$/../lib
\\$ORIGIN/../lib
\\$\\$ORIGIN/../lib
\\/tmp/outRIGIN/../lib
\\RIGIN/../lib
\\\$$$$ORIGIN/../lib
\\\$$$/../lib
\\\$$ORIGIN/../lib
\\\$$\$$ORIGIN/../lib
\\\$$\$/../lib
\\\$$\\\$$ORIGIN/../lib
\\\$$\\\$/../lib
\\\$ORIGIN/../lib
\\\$\$ORIGIN/../lib
\\\$\\\$ORIGIN/../lib
\\\RIGIN/../lib
\\\\\RIGIN/../lib
\\\$$\$\$\$\$\\\$$\$\$\$\$ORIGIN/../lib
'$ORIGIN:$ORIGIN/../../lib'
'$ORIGIN
$ORIGIN/../../lib'
$ORIGIN}
$ORIGIN/../lib:$$ORIGIN/../lib:@loader_path/../lib
$ORIGIN//libxx
:$ORIGIN:$ORIGIN/../lib
:/../lib
-Wl:../lib
\$$ORIGIN/../lib-Wl
$ORIGIN/../lib-Wl
https://localhost:3000/../lib
.oRIGIN/../lib
objRIGIN/../lib
/b/lib:
PREFIX/lib
END

my @NEVER = split /\n/, <<'END';
$origin
$origin/../lib
$ORIGINX
$ORIGINX/lib
$ORIGING
$ORIGINAL/lib
$FOO
${FOO}/lib
/opt/ORIGIN/lib
/opt/RIGIN
/opt/RIGIN/lib
RIGINAL/lib
$ISALIST
@loader_path
@loader_path/../lib
@rpath
$ORIGIN:::
/b/lib:::::
$ORIGIN/:XXXXXXXX
XXXX
XORIGIN/lib:.
$CAMLORIGIN/../..
$EXEC_ORIGIN
/srv/xORIGIN
$LIB/x
/opt/$LIB
$PLATFORM
2024/lib
numpy-libs
/ORIGIN/lib
//ORIGIN/../lib
/@ORIGIN@/../lib
END

my @JUNK = ('', split /\n/, <<'END');
$
$$
$$$
$$$$
$$$$$
$$$$$$$$
\
\\
\\\
\\\\\
\$
\$$
\$$$
\$$$$
\\$
\\$$
\\$$$$
\\\$
\\\$$
\\\$$$$
\$\$
\$$\$$
\\$\\$
\\\$\$
\\\$\\\$
\$$\$
15530
1553015530
\15530
$15530
15530$
$$15530
0
'
"
'$
"$
'$$
"$$
'\$
'\$$
"\$$
'\$\$
\'
\"
\'$
\'\$$
'15530
"15530
'"
"'$
'"\$1
END
my @NAME = qw({ORIGIN} (ORIGIN) {ORIGIN ORIGIN RIGIN);

my (%seen, $count);
my $TAIL = "-\t-\t-";

sub settings {
    my (%s) = @_;
    return join "\t", defined $s{o} ? unpack('H*', $s{o}) : '-', $s{musl} ? 'musl' : '-',
        join(',', map { unpack 'H*', $_ } @{ $s{dir} || [] }) || '-';
}

my $buffer = '';
sub put {
    my ($line) = @_;
    return if $seen{$line}++;
    $count++;
    $buffer .= "$line\n";
    return if length $buffer < 1 << 16;
    print $buffer;
    $buffer = '';
}

# A value and all its neighbours.  The work is done on the hexadecimal text, two digits a byte.
my @HEX = map { unpack 'H*', $_ } @BYTES;
sub around {
    my ($value, $set) = @_;
    my $hex = unpack 'H*', $value;
    $set = "\t" . ($set // $TAIL);
    put($hex . $set);
    for (my $i = 0; $i <= length $hex; $i += 2) {
        my ($head, $rest) = (substr($hex, 0, $i), substr($hex, $i));
        put($head . $_ . $rest . $set) for @HEX;
        next if $rest eq '';
        $rest = substr $rest, 2;
        put($head . $rest . $set);
        put($head . $_ . $rest . $set) for @HEX;
    }
}

sub just { put(unpack('H*', $_[0]) . "\t" . ($_[1] // $TAIL)) }

binmode STDOUT;

my $MUSL  = settings(musl => 1);
my $DIRS  = settings(dir => ['ORIGIN', 'IGIN']);
my $OUT   = settings(o => '/tmp/out');
my @OTHER = ($MUSL, $DIRS, $OUT);

# What was seen, and what is never touched.
for my $value (@SEEN, @NEVER) {
    around($value);
    just($value, $_) for @OTHER;
}

# Junk x name x stray, closed in both ways and not closed.
for my $name (@NAME) {
    for my $junk (@JUNK) {
        around("$junk$name/l");
        around("$junk$name/../l") if length $junk < 4;
        around("$junk$name")      if length $junk < 4;
        for my $stray ('', '}', "'", '"', ')', '}}', "}'", '\\') {
            for my $rest ('', '/', '/../lib', '/IB', 'X', ':/x', ':') {
                just("$junk$name$stray$rest");
                just("/x:$junk$name$stray$rest", $DIRS);
            }
        }
    }
    for my $stray ('}', "'", '"') {
        around("\$$name$stray/l");
        around("$name$stray");
        just("$name$stray/lib", settings(dir => ["$name$stray"]));
    }
}

# Rows 1 and 2.
around($_) for '$ORIGIN/', '${ORIGIN}', '/__ORIGIN__', '/__ORIGIN__/../lib', '/__ORIGIN__/IB', '/x:/__ORIGIN__/l', "'/__ORIGIN__/l'";

# Row 3: values of O, those that count and those that do not.
for my $o ('/tmp/out', '.o', 'obj', '1', '12', '3rd', '$x', '/a:b', 'C:/o', ':', '.', '"', 'R', 'X', '/opt/O', '/opt/', 'O', '/', '') {
    my $set = settings(o => $o);
    around("${o}RIGIN/l", $set);
    around("\\${o}RIGIN", $set);
    for my $junk (@JUNK) {
        just("$junk${o}RIGIN$_", $set) for '', '/../lib', '/IB', '}', 'X', ':/x';
    }
    for my $value ("/x:${o}RIGIN/../lib:/y", "${o}RIGIN:${o}RIGIN/l", "'${o}RIGIN/../lib'", "/x:'${o}RIGIN/l'", "x${o}RIGIN/l", "/${o}RIGIN",
        "${o}${o}RIGIN", "${o}ORIGIN/l", "${o}/RIGIN", $o, "$o:RIGIN", "'/x:${o}RIGIN/l'", "'${o}RIGIN':'\$ORIGIN'", "/opt/ORIGIN/lib", "/opt/RIGIN") {
        just($value, $set);
        just($value, settings(o => $o, musl => 1));
        just($value);
    }
}
around('/x:C:/oRIGIN/l', settings(o => 'C:/o'));
around("'/a:bRIGIN'",    settings(o => '/a:b'));

# Rows 4 and 5 with a folder of that name and without.
for my $dirs (['ORIGIN'], ['IGIN'], ['RIGIN'], ['ORIGIN', 'IGIN', 'RIGIN', '{ORIGIN}', '(ORIGIN)', '{ORIGIN'], ['ORIGIN}'], ["ORIGIN'"], ['lib', '..'], ["\xff"]) {
    my $set = settings(dir => $dirs);
    for my $name (@NAME, 'IGIN', 'ORIGIN}', "ORIGIN'") {
        just($_, $set) for $name, "$name/", "$name/../lib", "\$$name/l", "'$name'", "'$name/l'", "/x:'$name/l'", "/x:\"'$name'\"", "/x:$name:$name/IB",
            "'$name:/x'", "15530$name", "\\$name";
    }
}
around('ORIGIN/l', settings(dir => ['ORIGIN']));
around('IGIN/l',   settings(dir => ['IGIN']));
around('IGIN');
around("/x:'ORIGIN'", settings(dir => ['ORIGIN']));

# Rows 6 to 8.
for my $junk (@JUNK) {
    for my $rest (qw(/.. /../ /../l /x / /..x /. /... /../IB /15530LIB //..), '') {
        just("$junk$rest$_") for '', ':/x', '}';
        just("/x:$junk$rest");
    }
    around("$junk/../l");
    around("$junk/x");
}

# Tails.
for my $head ('RIGIN', '$ORIGIN', '$$ORIGIN', '${ORIGIN', '/..', '/__ORIGIN__', '$', '15530', '15530ORIGIN', 'IGIN', '/opt', "'\$ORIGIN", '') {
    for my $rest (qw(/IB /LATFORM /IB/LATFORM /LATFORM/IB /../IB /../IB/LATFORM /IB/x /IB/ /x/IB/IB /15530LIB /LIB /0LIB/IB /15530LIBX /X15530LIB
        /IBX /$IB /$LIB /$LIB/LATFORM /PLATFORM /LATFORMX /IB/../LATFORM //IB /15530LIB/15530PLATFORM /IB/$PLATFORM), "/IB'", '/IB:/IB', '/IB/IB:IB') {
        just("$head$rest");
        just("$head$rest", $MUSL);
        just("'$head$rest'");
    }
}
around($_) for 'RIGIN/IB', 'RIGIN/LATFORM', 'RIGIN/9LIB', 'RIGIN/x/IB/LATFORM', '/../IB', '$/IB', '$ORIGIN/IB', '/IB';
around('RIGIN/IB/LATFORM', $MUSL);

# Quotes around lists and elements.
my @ENCLOSE = (["'", "'"], ['"', '"'], ["\\'", "\\'"], ['\\"', '\\"'], ["\\\\'", "\\\\'"], ["'", "\\'"], ["\\'", "\\\\'"], ["\\'", "'"], ["'", "\\\\'"],
    ["'", '"'], ["'", ''], ['', "'"], ["''", "''"], ["'\"", "\"'"], ["\\'\"", "\"\\'"], ["\"'\\\"", "\\\"'\""]);
my @INSIDE = ('$ORIGIN', '$ORIGIN/../lib', 'RIGIN/l', '$$ORIGIN/l', '/../l', '/lib', '', ':', '/a:/b', '$ORIGIN:/b', '/a:$ORIGIN', 'RIGIN:$ORIGIN', '/a:RIGIN/IB',
    ':$ORIGIN', '$ORIGIN:', '/a::RIGIN', "'/a':'\$ORIGIN'", '"/a":"$ORIGIN"', "'\$ORIGIN':/a", "/a:'\$ORIGIN'", "/a:\"RIGIN\"", 'ORIGIN', '\\', "'", '$', '15530', 'x');
for my $pair (@ENCLOSE) {
    my ($open, $close) = @$pair;
    around("$open\$ORIGIN$close");
    around("${open}RIGIN:/x$close");
    around("/x:${open}RIGIN$close");
    for my $inside (@INSIDE) {
        my $value = $open . $inside . $close;
        just($_) for $value, "/x:$value", "$value:/x", "$value:$value", "'$value'", "\"$value:/x\"", "'/x:$value'", "$value/x", "$value}", "\\$value", "x$value";
        just($value, $DIRS);
        just("/x:$value", $DIRS);
    }
}
around($_) for q('$ORIGIN/l'), q("$ORIGIN"), q(\'$ORIGIN\'), q('RIGIN:/b'), q('/a:$ORIGIN'), q('/a':'RIGIN'), q('$ORIGIN':/a), q(/a:'$ORIGIN/l'), q("'$ORIGIN'"),
    q("'/a':'$ORIGIN'"), q("/a:'RIGIN'"), q('$ORIGIN\\'), q(\\'$ORIGIN\\\\'), q('/a:/b'), q(''), q('/lib'), q(':$ORIGIN'), q(\\'/a:\\"RIGIN\\"\\');

# Lists of two and three, and empty elements.
my @ELEMENT = ('', '$ORIGIN', '/lib', 'RIGIN/l', '$$ORIGIN/../l', '/../l', "'\$ORIGIN'", '$FOO', 'XXXX', '$', '15530', 'IGIN', '/__ORIGIN__');
for my $a (@ELEMENT) {
    for my $b (@ELEMENT) {
        around("$a:$b") if length "$a$b" < 12;
        just("$a:$b");
        just("$a:$b:$_") for '', '/lib', 'RIGIN/IB', "'\$ORIGIN'";
    }
}
around($_) for ':RIGIN', 'RIGIN:', 'RIGIN:RIGIN', '$ORIGIN:$$ORIGIN', '/a:/../b', '/..:/..', '::';

# Values put together at random.
if ($random) {
    srand $seed;
    my @fragment = (qw($ORIGIN ${ORIGIN} RIGIN ORIGIN IGIN {ORIGIN} (ORIGIN) {ORIGIN), @NAME, '/__ORIGIN__', '/..', '/../lib', '/lib', '/x', '/IB', '/LATFORM',
        '/15530LIB', 'X', 'XXXX', '/', '/', '/', ':', ':', ':', ':', "'", "'", '"', "\\'", '\\"', '\\', '$', '$$', '\\$', '15530', '0', '}', ')', '{', '.', '..', '../lib',
        '/tmp/out', '/tmp/outRIGIN', 'obj', 'C:/o', '/opt', '$LIB', 'IB', ' ', "\n", "\xff", '_', '@rpath', '@loader_path', '$FOO', '$ISALIST');
    my @o   = ('/tmp/out', 'obj', 'C:/o', '/a:b', '.o', '15530', 'X', '/opt/O', '/opt/', '/lib', '..');
    my @dir = ('ORIGIN', 'IGIN', 'ORIGIN}', "ORIGIN'", 'RIGIN', 'lib');
    for (1 .. $random) {
        my %s;
        $s{o}    = $o[rand @o] if rand() < 0.4;
        $s{musl} = rand() < 0.2;
        $s{dir}  = [grep { rand() < 0.5 } @dir] if rand() < 0.3;
        my @list;
        for (0 .. int rand 3) {
            my $element = '';
            if (rand() < 0.6) {
                $element .= $JUNK[rand @JUNK] if rand() < 0.6;
                $element .= $s{o} if defined $s{o} && rand() < 0.5;
                $element .= rand() < 0.6 ? $NAME[rand @NAME] : ('$ORIGIN', '${ORIGIN}', 'IGIN', '/..', '/__ORIGIN__', '')[rand 6];
                $element .= ('}', "'", '"')[rand 3] if rand() < 0.2;
                $element .= ('', '/', '/l', '/../lib', '/IB', '/x/IB/LATFORM', '/15530LIB', '/ORIGIN')[rand 8];
            }
            else {
                $element .= $fragment[rand @fragment] for 0 .. int rand 5;
            }
            if (rand() < 0.25) {
                my ($open, $close) = @{ $ENCLOSE[rand @ENCLOSE] };
                $element = $open . $element . $close;
            }
            push @list, $element;
        }
        my $value = join ':', @list;
        if (rand() < 0.25) {
            my ($open, $close) = @{ $ENCLOSE[rand @ENCLOSE] };
            $value = $open . $value . $close;
        }
        just($value, settings(%s));
    }
}

print $buffer;
print STDERR "$count queries\n";
