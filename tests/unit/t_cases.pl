#!/usr/bin/perl
# Sends every row of tests/cases/ld.tsv and cc.tsv through the installed shim, with a stand-in for the linker or compiler that tells all it got:
# behind the shim in PATH, and a linker in COMPILER_PATH, too. Rows that say what is recorded are then linked for real.
# With arguments: only rows whose line contains one of them, as it stands in the table.
use strict;
use warnings;
use Fcntl qw(F_SETFD);
use FindBin;
use lib "$FindBin::Bin/../helpers";
use Check;
use POSIX ();

scrub();
my $ld    = setting('LIBEXEC') . '/ld'; # the linker names
my $cc    = setting('LIBEXEC') . '/cc'; # the compiler names
my $place = scratch();
my $path  = $ENV{PATH};
my @LINKERS = qw(ld.bfd ld.gold ld.lld mold);

# The tables: the folder of the names, and the names that '*' stands for.
my %TABLE = (
    'ld.tsv' => { names => $ld, all => ['ld', @LINKERS] },
    'cc.tsv' => { names => $cc, all => [qw(gcc clang cc)], compilers => 1 },
);

# ------------------------------------------------------------------- stand-ins

# One folder for each way in which a program may be installed; $real{AS} is the folder.
my %real;

sub stand_in {
    my ($as) = @_;
    return $real{$as} if $real{$as};
    my $folder = "$place/real" . keys %real;
    mkdir $folder or die "$folder: $!\n";
    my ($name, $how, $other) = $as =~ /\A([^>=]+)(?:([>=])(.+))?\z/ or die "what is '$as'?\n";
    my $file = $other // $name;
    system('cp', "$place/receiver", "$folder/$file") == 0 or die "cp failed\n";
    if ($how) { ($how eq '>' ? symlink $file, "$folder/$name" : link "$folder/$file", "$folder/$name") or die "$folder/$name: $!\n" }
    return $real{$as} = $folder;
}

# ------------------------------------------------------------------- the table

my $at = ''; # the line that is read, for complaints

sub bytes { my ($t) = @_; return '' if $t eq '%'; $t =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; return $t }
sub words { my ($t) = @_; return map { bytes($_) } split / /, $t }

# NAME=VALUE, name<BYTES, name/
sub read_items {
    my ($text) = @_;
    my %item = (env => {}, file => {}, folder => [], order => []);
    for my $w ($text eq '-' ? () : split / /, $text) {
        if    ($w =~ /\A([A-Z][A-Z0-9_]*)=(.*)\z/s) { my ($n, $v) = ($1, bytes($2)); $v =~ s/\{ld\}/$ld/; $v =~ s/\{log\}/$place\/log/; $item{env}{$n} = $v }
        elsif ($w =~ /\A([^<]+)<(.*)\z/s)           { $item{file}{ bytes($1) } = bytes($2) }
        elsif ($w =~ m{\A(.+)/\z}s)                 { push @{ $item{folder} }, bytes($1) }
        else                                        { die "$at: what is '$w'?\n" }
    }
    return \%item;
}

sub read_table {
    my ($table) = @_;
    my ($section, @row) = ('');
    my $file = setting('SRC') . "/tests/cases/$table";
    open my $in, '<', $file or die "$file: $!\n";
    while (my $text = <$in>) {
        $at = "$table, line $.";
        chomp $text;
        next if $text =~ /\A(?:#|\z)/;
        if ($text =~ /\A== (.*)/) { $section = $1; next }
        my ($as, $with, $line, $gets, $besides, @more) = split /\t/, $text, -1;
        die "$at: not four or five columns\n" if !defined $gets || @more;
        my %row = (table => $TABLE{$table}, section => $section, line => $line, title => join(' ', grep({ $_ ne '-' } $with), $as, $line),
            words => [words($line)], exit => 0, copy => {});
        $row{items} = read_items($with);
        $row{gets} = $gets eq '-' ? undef : $gets eq '=' ? $row{words} : [words($gets)];
        for my $b (defined $besides ? split / /, $besides : ()) {
            if    ($b =~ /\Aexit:([0-9]+)\z/)   { $row{exit} = $1 }
            elsif ($b =~ /\Asays:(.+)\z/)       { $row{says} = bytes($1) }
            elsif ($b =~ /\Arecords:(.+)\z/)    { $row{records} = $row{alone} = $1 eq '-' ? undef : bytes($1); $row{links} = 1 }
            elsif ($b =~ /\Aalone:(.+)\z/)      { $row{alone} = $1 eq '-' ? undef : bytes($1) }
            elsif ($b =~ /\Alogs:(.+)\z/)       { $row{logs} = $1 eq '-' ? '' : bytes($1) }
            elsif ($b eq 'untouched')           { $row{untouched} = 1 }
            elsif ($b =~ /\A([^<]+)<(.*)\z/s)   { $row{copy}{ bytes($1) } = bytes($2) }
            else                                { die "$at: what is '$b'?\n" }
        }
        $row{as} = [map { $_ eq '*' ? @{ $TABLE{$table}{all} } : $_ } split /,/, $as];
        push @row, \%row;
    }
    return @row;
}

# ------------------------------------------------------------------ one sending

# A folder with what the row wants there, and nothing else.
my $number = 0;
my $nothing;

sub lay_out {
    my ($items) = @_;
    my $empty = !%{ $items->{file} } && !@{ $items->{folder} };
    return $nothing if $empty && $nothing;
    my $folder = "$place/work" . $number++;
    mkdir $folder or die "$folder: $!\n";
    mkdir "$folder/$_" or die "$folder/$_: $!\n" for @{ $items->{folder} };
    spew("$folder/$_", $items->{file}{$_}) for keys %{ $items->{file} };
    $nothing = $folder if $empty;
    return $folder;
}

# Descriptors that whoever started us left open; a linker is to get none of them.
my @inherited = grep { -e "/proc/self/fd/$_" } 3 .. 1023;

sub close_inherited { POSIX::close($_) for @inherited }

# Runs PROGRAM in the folder; returns what the receiver sent, by letter, and status, stdout, stderr, pid, and what was in its environment.
my $from; # its stdin, if it is to have one

sub send_line {
    my ($folder, $program, $env, @words) = @_;
    my ($name) = $program =~ m{([^/]+)\z};
    my %got;
    open my $to, '+>:raw', "$place/sent" or die "$place/sent: $!\n";
    $got{env} = { %$env, HOME => '/nowhere', RECEIVER => fileno $to };
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        chdir $folder or die "$folder: $!\n";
        open STDIN, '<&', $from // do { open my $null, '<', '/dev/null'; $null };
        open STDOUT, '>', "$place/out";
        open STDERR, '>', "$place/err";
        close_inherited();
        fcntl $to, F_SETFD, 0;
        %ENV = %{ $got{env} };
        exec { $program } $name, @words or exit 126;
    }
    waitpid $pid, 0;
    $got{status} = $?;
    $got{pid}    = $pid;
    ($got{out}, $got{err}) = (slurp("$place/out"), slurp("$place/err"));
    my $sent = slurp("$place/sent");
    $got{fd} = fileno $to;
    close $to;
    for (my $at = 0; $at < length $sent;) {
        substr($sent, $at) =~ /\A([a-z])([0-9]+)\n/ or die "the receiver sent nonsense\n";
        push @{ $got{$1} }, substr $sent, $at + length $&, $2;
        $at += length($&) + $2;
    }
    # bytes by name; a name that is met twice has the same bytes
    $got{file} = { map { ($got{n}[$_] => $got{r}[$_]) } 0 .. $#{ $got{n} // [] } };
    return \%got;
}

# Whether text, as it arrived, is the expected one, in which @~name stands for the copy of a file; the copies are compared, too.
sub agrees {
    my ($got, $row, $text, $want) = @_;
    if (index($want, '@~') < 0) { return $text eq $want }
    my ($pattern, @name) = ('');
    my $copies = join '|', map { quotemeta } sort { length $b <=> length $a } keys %{ $row->{copy} };
    for my $part (split /(\@~(?:$copies))/, $want) {
        if ($part =~ /\A\@~(.+)\z/s) { push @name, $1; $pattern .= '@/proc/self/fd/([0-9]+)' }
        else                         { $pattern .= quotemeta $part }
    }
    my @fd = $text =~ /\A$pattern\z/s or return 0;
    for my $i (0 .. $#name) {
        my $there = $got->{file}{"/proc/self/fd/$fd[$i]"};
        return 0 if !defined $there || $fd[$i] < 64 || !agrees($got, $row, $there, $row->{copy}{ $name[$i] });
    }
    return 1;
}

# What differs in the environment. A compiler finds the linker names. A wrapper is told not to find us, and ORIGINLD_TRIED ends it if it does.
sub environment_differs {
    my ($got, $row) = @_;
    my %want = %{ $got->{env} };
    $want{CCACHE_PATH} //= join ':', grep { $_ ne $cc } split /:/, $want{PATH} if $row->{wrapper};
    if ($row->{table}{compilers} && !$row->{untouched}) {
        my $old = $want{COMPILER_PATH};
        $want{COMPILER_PATH} = defined $old ? "$ld:$old" : $ld;
    }
    my %is = map { /\A([^=]*)=(.*)\z/s ? ($1 => $2) : ($_ => undef) } @{ $got->{e} };
    if ($row->{wrapper}) {
        return 'ORIGINLD_TRIED is ' . shown($is{ORIGINLD_TRIED}) if ($is{ORIGINLD_TRIED} // '') !~ /\A[0-9]+:[0-9]+,\z/;
        delete $is{ORIGINLD_TRIED};
    }
    my %all = (%want, %is);
    return map { "$_ is " . shown($is{$_}) . ', should be ' . shown($want{$_}) } grep { ($is{$_} // "\0") ne ($want{$_} // "\0") } sort keys %all;
}

# What differs, as lines of text; none if all is well. program is what should have been run.
sub differences {
    my ($got, $row, $folder, $program) = @_;
    my @why;
    my $status = $got->{status} & 127 ? "signal $got->{status}" : $got->{status} >> 8;
    push @why, "exit status $status, should be $row->{exit}" if $status ne $row->{exit};
    push @why, "stdout: " . shown($got->{out}) if $got->{out} ne '';
    push @why, "stderr: " . shown($got->{err}) if $got->{err} ne '' && !defined $row->{says};
    push @why, "stderr does not say $row->{says}: " . shown($got->{err}) if defined $row->{says} && index($got->{err}, $row->{says}) < 0;
    if (!defined $row->{gets}) {
        push @why, 'the program was run' if $got->{a};
        return @why;
    }
    return (@why, 'the program was not run') if !$got->{a};
    my ($called, @words) = @{ $got->{a} };
    my @want = @{ $row->{gets} };
    push @why, "called as $called" if $called ne $program;
    if (@words != @want || grep { !agrees($got, $row, $words[$_], $want[$_]) } 0 .. $#want) {
        push @why, 'got:  ' . join(' ', map { shown($_) } @words), 'want: ' . join(' ', map { shown($_) } @want);
        push @why, map { "file $_: " . shown($got->{file}{$_}) } sort keys %{ $got->{file} };
    }
    push @why, "another folder: $got->{c}[0]" if $got->{c}[0] ne $folder;
    push @why, "another process" if $got->{p}[0] ne $got->{pid};
    push @why, environment_differs($got, $row);
    my @fd = map { /\A([0-9]+)/ } @{ $got->{f} };
    my %copy = map { m{\A/proc/self/fd/([0-9]+)\z} ? ($1 => 1) : () } keys %{ $got->{file} };
    push @why, 'descriptors left open: ' . join ' ', grep { $_ > 2 && !$copy{$_} } @fd if grep { $_ > 2 && !$copy{$_} } @fd;
    for my $name (sort keys %{ $row->{items}{file} }) {
        push @why, "the file $name was written to" if slurp("$folder/$name") ne $row->{items}{file}{$name};
    }
    return @why;
}

# The log, and what it should hold.
sub log_differs {
    my ($row) = @_;
    return () if !defined $row->{logs};
    my $log = -e "$place/log" ? slurp("$place/log") : '';
    unlink "$place/log";
    return $log eq '' ? () : "a line in the log: $log" if $row->{logs} eq '';
    return ($log =~ tr/\n//) == 1 && index($log, $row->{logs}) >= 0 ? () : 'the log is ' . shown($log);
}

# The line that a row becomes, to be sent again: the copies are files now, and nothing is to be said or to become of it.
sub again {
    my ($row) = @_;
    my %file = (%{ $row->{items}{file} }, map { ("again-$_" => $row->{copy}{$_}) } keys %{ $row->{copy} });
    my @words = @{ $row->{gets} };
    s/\@~/\@again-/g for @words, values %file;
    my %items = (%{ $row->{items} }, file => \%file);
    return { %$row, items => \%items, words => \@words, gets => \@words, copy => {}, says => undef, logs => undef };
}

# PATH for a name and its stand-in. Behind a compiler there must be no other of its name: see has_rival in find.c.
sub search_path {
    my ($as) = @_;
    my $table = $TABLE{ $as =~ /ld/ ? 'ld.tsv' : 'cc.tsv' };
    return join ':', $table->{names}, stand_in($as), $table->{compilers} ? () : $path;
}

# By all names of the row, found through PATH, and a linker by the first of them found through COMPILER_PATH, as gcc does it.
sub try_row {
    my ($row) = @_;
    my %env = %{ $row->{items}{env} };
    my @sent = ($row);
    my @why;
    push @sent, again($row) if $row->{table}{compilers} && $row->{gets} && $row->{gets} != $row->{words};
    for my $sent (@sent) {
        my $folder = lay_out($sent->{items});
        for my $as (@{ $row->{as} }) {
            my ($name) = $as =~ /\A([^>=]+)/;
            my $real = stand_in($as);
            my %way  = (PATH => { %env, PATH => search_path($as) });
            $way{COMPILER_PATH} = { %env, PATH => "$ld:$path", COMPILER_PATH => "$ld:$real" } if $as eq $row->{as}[0] && !$row->{table}{compilers};
            local $row->{wrapper} = $sent->{wrapper} = $as =~ />(?:ccache|distcc)\z/;
            for my $way (sort keys %way) {
                my $got = send_line($folder, "$row->{table}{names}/$name", $way{$way}, @{ $sent->{words} });
                push @why, map { "$as in $way" . ($sent == $row ? '' : ', sent again') . ": $_" } differences($got, $sent, $folder, "$real/$name"), log_differs($sent);
                unlink "$place/log";
            }
        }
    }
    return ok(!@why, "$row->{section}: $row->{title}", splice @why, 0, 12);
}

# --------------------------------------------------------------- real linkers

sub runpath {
    my ($file) = @_;
    my ($status, $said) = run_quietly('readelf', '-dW', $file);
    return $said =~ /\((?:RUNPATH|RPATH)\).*?: \[(.*)\]$/m ? $1 : undef;
}

# An object to link with the function NAME; returns its path.
sub make_object {
    my ($name) = @_;
    my $cc = $ENV{CC} // 'cc';
    spew("$place/$name.c", "int $name(void) { return 0; }\n");
    my ($status, $said) = run_quietly('/bin/sh', '-c', "$cc -c -fPIC -o \"\$1/\$2.o\" \"\$1/\$2.c\"", 'sh', $place, $name);
    $status == 0 or die "$name.c cannot be compiled: $said\n";
    return "$place/$name.o";
}

# Links in the folder; says what is wrong unless the file holds that rpath.
sub link_differs {
    my ($way, $folder, $env, $want, @command) = @_;
    my $out = "$place/linked" . $number++;
    local %ENV = (%ENV, %$env);
    my ($status, $said) = run_quietly('/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', $folder, $command[0], '-o', $out, @command[1 .. $#command]);
    my $is = -e $out ? runpath($out) : undef;
    return () if $status == 0 && defined $is == defined $want && ($is // '') eq ($want // '');
    return ("$way, status $status: RUNPATH " . shown($is) . ', should be ' . shown($want), $said);
}

sub try_links {
    my (@row) = @_;
    my @there = grep { found($_) } @LINKERS;
    return skip('rows linked for real', 'needs ld.bfd') if !@there;
    my $object = make_object('_start');
    for my $row (@row) {
        my $folder = lay_out($row->{items});
        my @by = grep { my $name = $_; grep { $_ eq $name } @{ $row->{as} } } @there;
        my @more = grep({ /\A(?:-pie|-shared)\z/ } @{ $row->{words} }) ? () : ('-shared');
        my %env = (%{ $row->{items}{env} }, PATH => "$ld:$path");
        my @why = map { link_differs($_, $folder, \%env, $row->{records}, "$ld/$_", $object, @more, @{ $row->{words} }) } @by;
        ok(!@why, 'The file linked by ' . join(', ', @by) . ' holds ' . ($row->{records} // 'no rpath') . " for $row->{line}", @why);
    }
    return;
}

# By a real compiler: through its name and the linker names behind it, through its name alone, and through the linker names alone.
sub try_compilers {
    my (@row) = @_;
    my $linker = found('ld');
    return skip('rows linked by compilers', 'needs ld.bfd') if !$linker;
    my ($programs) = $linker =~ m{\A(.*)/};
    my $object = make_object('main');
    for my $compiler (qw(gcc clang)) {
        my $real = found($compiler);
        if (!$real) { skip("rows linked by $compiler", "needs $compiler"); next }
        for my $row (grep { grep { $_ eq $compiler } @{ $_->{as} } } @row) {
            my $folder = lay_out($row->{items});
            my @words  = map { $_ eq 'a.o' ? $object : $_ } @{ $row->{words} };
            unshift @words, $object if !grep { $_ eq $object } @words;
            my %env  = %{ $row->{items}{env} };
            my %shim = (%env, PATH => "$cc:$path");
            my @why  = (
                link_differs('both', $folder, \%shim, $row->{records}, "$cc/$compiler", @words),
                link_differs('alone', $folder, \%shim, $row->{records}, "$cc/$compiler", "-B$programs/", @words),
                link_differs('linker names', $folder, { %env, COMPILER_PATH => $ld }, $row->{alone}, $real, @words),
            );
            ok(!@why, "The file linked by $compiler holds " . ($row->{records} // 'no rpath') . " for $row->{title}", @why);
        }
    }
    return;
}

# ----------------------------------------------- what no table can describe

my $as = 'ld'; # the name under which that is sent

sub plain_env { return { PATH => search_path($as), @_ } }

sub arrives {
    my ($name, $folder, $env, $words, $gets, $copy, %more) = @_;
    my %row = (table => $TABLE{ $as =~ /ld/ ? 'ld.tsv' : 'cc.tsv' }, exit => 0, items => { file => {} }, gets => $gets, copy => $copy // {}, %more);
    my $got = send_line($folder, $more{start} // "$row{table}{names}/$as", $env, @$words);
    my @why = differences($got, \%row, $folder, $more{program} // stand_in($as) . "/$as");
    return ok(!@why, "$as: $name", map { substr $_, 0, 400 } @why);
}

sub try_special_files {
    my $folder = lay_out({ file => {}, folder => ['sub'] });
    my $env    = plain_env();

    system('mkfifo', "$folder/pipe") == 0 or die "mkfifo failed\n";
    my @words = ('a.o', '@pipe', '-lc');
    arrives('a FIFO is not opened, and the line arrives as it was', $folder, $env, \@words, \@words);

    @words = map { "\@f$_" } 1 .. 2001;
    spew("$folder/f$_", "-rpath RIGIN/../lib\n") for 1 .. 2001;
    arrives('more files than linkers read are all left alone', $folder, $env, \@words, \@words);
    @words = map { "\@f$_" } 1 .. 300;
    my @copies = map { "\@~f$_" } 1 .. 300;
    arrives('three hundred files are all mended', $folder, $env, \@words, \@copies, { map { ("f$_" => "-rpath \$ORIGIN/../lib\n") } 1 .. 300 });

    for my $depth (11, 40) {
        spew("$folder/d$_", '@d' . ($_ + 1)) for 1 .. $depth - 1;
        spew("$folder/d$depth", '-rpath RIGIN/../lib');
        if ($depth == 11) {
            arrives('files eleven deep are mended', $folder, $env, ['@d1'], ['@~d1'],
                { (map { ("d$_" => '@~d' . ($_ + 1)) } 1 .. $depth - 1), "d$depth" => '-rpath $ORIGIN/../lib' });
        }
        else { arrives('files forty deep arrive as they were', $folder, $env, ['@d1'], ['@d1']) }
    }

    spew("$folder/big", "a.o\n" x 2_000_000 . "-rpath RIGIN/../lib\n");
    arrives('a file of 8 MB is mended', $folder, $env, ['@big'], ['@~big'], { big => "a.o\n" x 2_000_000 . "-rpath \$ORIGIN/../lib\n" });
    unlink "$folder/big";

    open $from, '<', "$folder/f1" or die "$folder/f1: $!\n";
    my %stdin = ('/dev/stdin' => "-rpath \$ORIGIN/../lib\n", '/dev/fd/0' => "-rpath \$ORIGIN/../lib\n", '/proc/self/fd/0' => "-rpath \$ORIGIN/../lib\n");
    arrives("a file on standard input is read by the name $_", $folder, $env, ["\@$_"], ["\@~$_"], \%stdin) for sort keys %stdin;
    ok(sysseek($from, 0, 1) == 0, 'and its offset stays where it was');
    open $from, '<', "$folder/f2" or die "$folder/f2: $!\n";
    unlink "$folder/f2";
    arrives('a file that has no name any more is read', $folder, $env, ['@/dev/stdin'], ['@~/dev/stdin'], \%stdin);
    pipe $from, my $writer or die "pipe: $!\n";
    print {$writer} "-rpath RIGIN/../lib\n";
    close $writer;
    arrives('a pipe on standard input is not read', $folder, $env, ['@/dev/stdin'], ['@/dev/stdin']);
    ok(<$from> eq "-rpath RIGIN/../lib\n", 'and keeps its bytes');
    $from = undef;

    spew("$folder/secret", '-rpath RIGIN/../lib');
    chmod 0, "$folder/secret";
    if ($> == 0) { skip('a file that may not be read arrives as it was', 'not as root') }
    else         { arrives('a file that may not be read arrives as it was', $folder, $env, ['@secret'], ['@secret']) }

    symlink 'f1', "$folder/link";
    arrives('a link to a file is read', $folder, $env, ['@link'], ['@~link'], { link => "-rpath \$ORIGIN/../lib\n" });
    arrives('an absolute name is read', $folder, $env, ["\@$folder/f1"], ["\@~$folder/f1"], { "$folder/f1" => "-rpath \$ORIGIN/../lib\n" });
}

sub try_special_compilers {
    my ($name) = @_;
    $as = $name;
    my $folder = lay_out({ file => {}, folder => ['sub'] });
    my $env    = plain_env();
    my $sick   = '-Wl,-rpath,RIGIN/../lib';
    my $sound  = '-Wl,-rpath,$ORIGIN/../lib';

    system('mkfifo', "$folder/pipe") == 0 or die "mkfifo failed\n";
    arrives('a FIFO is not opened, and what stands before it is mended', $folder, $env, [$sick, '@pipe', '-lc'], [$sound, '@pipe', '-lc']);
    arrives('what follows a FIFO may be its last word\'s operand', $folder, $env, ['@pipe', $sick, 'a.o'], ['@pipe', $sick, 'a.o']);

    spew("$folder/d$_", '@d' . ($_ + 1)) for 1 .. 39;
    spew("$folder/d40", $sick);
    arrives('files forty deep arrive as they were', $folder, $env, [$sick, '@d1'], [$sick, '@d1']);
    arrives('files eleven deep are mended', $folder, $env, ['@d30'], ['@~d30'], { (map { ("d$_" => '@~d' . ($_ + 1)) } 30 .. 39), d40 => $sound });
    spew("$folder/f$_", "$sick\n") for 1 .. 300;
    arrives('three hundred files are all mended', $folder, $env, [map { "\@f$_" } 1 .. 300], [map { "\@~f$_" } 1 .. 300],
        { map { ("f$_" => "$sound\n") } 1 .. 300 });
    open $from, '<', "$folder/f1" or die "$folder/f1: $!\n";
    arrives('a file on standard input is read', $folder, $env, ['@/dev/stdin'], ['@~/dev/stdin'], { '/dev/stdin' => "$sound\n" });
    $from = undef;

    my $long = 'x' x 130_000;
    arrives('long words arrive as they were', $folder, $env, ["-D$long", "-Wl,$long", '-Xlinker', $long, "$sound$long"],
        ["-D$long", "-Wl,$long", '-Xlinker', $long, "$sound$long"]);
    arrives('and are mended', $folder, $env, ["-Wl,-soname,$long,-rpath,RIGIN/a", "$sick$long"], ["-Wl,-soname,$long,-rpath,\$ORIGIN/a", "$sound$long"]);
    # 131071 bytes are the most that a word may have
    $long = 'x' x (131071 - length $sick);
    arrives('a word that grows too long is handed over in a file', $folder, $env, ['a b.o', "$sick$long", '-o', 'x'], ['@~all'],
        { all => "\"a b.o\"\n\"$sound$long\"\n\"-o\"\n\"x\"\n" });
    arrives('or stays as it was, where the line holds a file', $folder, $env, ["$sick$long", '@none'], ["$sick$long", '@none'], {}, untouched => 1, program => $as);
    return;
}

# A line that fills all the room there is: nothing fits in that was not there.
sub try_full_line {
    my ($name) = @_;
    $as = $name;
    my $folder = lay_out({ file => {}, folder => [] });
    my $env    = plain_env();
    my $script = "$place/limited";
    my @most   = ('x' x 60_000);
    my $send = sub {
        my ($program, @words) = @_;
        spew($script, "#!/bin/sh\nulimit -s 256 || exit 99\nexec '$program' \"\$@\"\n");
        chmod 0755, $script;
        return send_line($folder, $script, $env, @words);
    };
    my $low = 120_000;
    for my $program ("$cc/$as", stand_in($as) . "/$as") {
        my ($fits, $high) = (0, $low);
        while ($fits < $high) {
            my $n = int(($fits + $high + 1) / 2);
            if ($send->($program, '-c', @most, 'x' x $n)->{a}) { $fits = $n }
            else                                               { $high = $n - 1 }
        }
        $low = $fits;
    }
    my @words = (@most, 'x' x ($low + 3));
    my $got   = $send->("$cc/$as", @words);
    my $same  = $low > 0 && $low < 119_000 && "@{ $got->{a} // [] }[1 .. 2]" eq "@words";
    ok($same && !grep({ /\ACOMPILER_PATH=/ } @{ $got->{e} }), "$as: where there is no room for COMPILER_PATH the line arrives without it",
        "$low bytes fit, the compiler got " . @{ $got->{a} // [] } . " words, stderr: $got->{err}");
    return;
}

# ORIGINLD_CC: the compiler to run, or no program of that name at all.
sub try_setting {
    my $folder = lay_out({ file => {}, folder => [] });
    my $other  = stand_in('clang');
    my @words  = ('-rpath', 'RIGIN/../lib', 'a.o');
    my @mended = ('-rpath', '$ORIGIN/../lib', 'a.o');

    $as = 'gcc';
    arrives('ORIGINLD_CC is the compiler that runs, and decides how the line is read', $folder, plain_env(ORIGINLD_CC => "$other/clang"),
        \@words, \@mended, {}, program => "$other/clang");
    arrives('a compile goes there, too', $folder, plain_env(ORIGINLD_CC => "$other/clang"), ['-c', 'a.c'], ['-c', 'a.c'], {},
        program => "$other/clang", untouched => 1);
    arrives('an ORIGINLD_CC that is relative is not used', $folder, plain_env(ORIGINLD_CC => 'clang'), \@words, \@words);
    arrives('nor an empty one', $folder, plain_env(ORIGINLD_CC => ''), \@words, \@words);
    arrives('nor one that is ourselves', $folder, plain_env(ORIGINLD_CC => "$cc/gcc"), \@words, \@words);
    arrives('an ORIGINLD_CC that is missing is named', $folder, plain_env(ORIGINLD_CC => '/nowhere/cc'), ['a.o'], undef, {},
        exit => 127, says => '/nowhere/cc');
    spew("$place/plain", 'x');
    arrives('one that may not be executed, too', $folder, plain_env(ORIGINLD_CC => "$place/plain"), ['a.o'], undef, {}, exit => 126, says => 'ORIGINLD_CC');
    arrives('ORIGINLD_LD is none of a compiler\'s business', $folder, plain_env(ORIGINLD_LD => "$other/clang"), ['a.o'], ['a.o']);
    arrives('without a compiler of that name there is none', $folder, { PATH => "$cc:/nowhere" }, ['a.o'], undef, {}, exit => 127, says => 'gcc');
    return;
}

# Names that are not installed, but that a user may make.
sub try_other_names {
    my $folder = lay_out({ file => {}, folder => [] });
    my @words  = ('a.o', '-Wl,-rpath,RIGIN/../lib', '-R', 'RIGIN/x');
    my $ours   = "$place/other names";

    mkdir $ours or die "$ours: $!\n";
    for my $name (qw(x86_64-w64-mingw32-gcc x86_64-apple-darwin20-clang aarch64-linux-gnu-g++-12)) {
        $as = $name;
        symlink "$cc/gcc", "$ours/$name" or die "$ours/$name: $!\n";
        my $env = { PATH => "$ours:" . stand_in($name) };
        my @gets = $name =~ /linux/ ? ('a.o', '-Wl,-rpath,$ORIGIN/../lib', '-Xlinker', '-rpath', '-Xlinker', '$ORIGIN/x') : @words;
        arrives($name =~ /linux/ ? 'a cross compiler is one' : 'a compiler of programs that are not ELF gets what came',
            $folder, $env, \@words, \@gets, {}, start => "$ours/$name", untouched => $name !~ /linux/);
    }
    return;
}

# ------------------------------------------------------------------------ main

build_receiver("$place/receiver");
my @row = map { read_table($_) } sort keys %TABLE;
if (@ARGV) {
    @row = grep { my $r = $_; grep { index($r->{line}, $_) >= 0 } @ARGV } @row;
}
try_row($_) for @row;
if (!@ARGV) {
    try_special_files();
    try_special_compilers($_) for qw(gcc clang cc);
    try_full_line('gcc');
    try_setting();
    try_other_names();
}
my @links = grep { $_->{links} } @row;
if (!@links)                { }
elsif (!found('readelf'))   { skip('rows linked for real', 'needs readelf') }
else {
    try_links(grep { !$_->{table}{compilers} } @links);
    try_compilers(grep { $_->{table}{compilers} } @links);
}
done();
