#!/usr/bin/perl
# Sends every row of tests/cases/ld.tsv through the installed shim, with a stand-in for the linker that tells all it got, once behind the
# shim in PATH and once in COMPILER_PATH. Rows that say what is recorded are then linked for real.
# With arguments: only rows whose line contains one of them, as it stands in the table.
use strict;
use warnings;
use Fcntl qw(F_SETFD);
use FindBin;
use lib "$FindBin::Bin/../helpers";
use Check;
use POSIX ();

scrub();
my $names = setting('LIBEXEC') . '/ld';
my $place = scratch();
my $path  = $ENV{PATH};
my @LINKERS = qw(ld.bfd ld.gold ld.lld mold);

# ------------------------------------------------------------------- stand-ins

# One folder for each way in which a linker may be installed; $real{AS} is the folder.
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

sub bytes { my ($t) = @_; return '' if $t eq '%'; $t =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; return $t }
sub words { my ($t) = @_; return map { bytes($_) } split / /, $t }

# NAME=VALUE, name<BYTES, name/
sub read_items {
    my ($text) = @_;
    my %item = (env => {}, file => {}, folder => [], order => []);
    for my $w ($text eq '-' ? () : split / /, $text) {
        if    ($w =~ /\A([A-Z][A-Z0-9_]*)=(.*)\z/s) { $item{env}{$1} = bytes($2) }
        elsif ($w =~ /\A([^<]+)<(.*)\z/s)           { $item{file}{ bytes($1) } = bytes($2) }
        elsif ($w =~ m{\A(.+)/\z}s)                 { push @{ $item{folder} }, bytes($1) }
        else                                        { die "ld.tsv, line $.: what is '$w'?\n" }
    }
    return \%item;
}

sub read_table {
    my ($table) = @_;
    my ($section, @row) = ('');
    open my $in, '<', $table or die "$table: $!\n";
    while (my $text = <$in>) {
        chomp $text;
        next if $text =~ /\A(?:#|\z)/;
        if ($text =~ /\A== (.*)/) { $section = $1; next }
        my ($as, $with, $line, $gets, $besides, @more) = split /\t/, $text, -1;
        die "ld.tsv, line $.: not four or five columns\n" if !defined $gets || @more;
        my %row = (section => $section, line => $line, title => join(' ', grep({ $_ ne '-' } $with), $as, $line), words => [words($line)], exit => 0, copy => {});
        $row{items} = read_items($with);
        $row{gets} = $gets eq '-' ? undef : $gets eq '=' ? $row{words} : [words($gets)];
        for my $b (defined $besides ? split / /, $besides : ()) {
            if    ($b =~ /\Aexit:([0-9]+)\z/)   { $row{exit} = $1 }
            elsif ($b =~ /\Asays:(.+)\z/)       { $row{says} = bytes($1) }
            elsif ($b =~ /\Arecords:(.+)\z/)    { $row{records} = $1 eq '-' ? undef : bytes($1); $row{links} = 1 }
            elsif ($b =~ /\A([^<]+)<(.*)\z/s)   { $row{copy}{ bytes($1) } = bytes($2) }
            else                                { die "ld.tsv, line $.: what is '$b'?\n" }
        }
        $row{as} = [$as eq '*' ? ('ld', @LINKERS) : split /,/, $as];
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

# Runs NAME in the folder; returns what the receiver sent, by letter, and status, stdout, stderr, pid.
my $from; # its stdin, if it is to have one

sub send_line {
    my ($folder, $name, $env, @words) = @_;
    my %got;
    open my $to, '+>:raw', "$place/sent" or die "$place/sent: $!\n";
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        chdir $folder or die "$folder: $!\n";
        open STDIN, '<&', $from // do { open my $null, '<', '/dev/null'; $null };
        open STDOUT, '>', "$place/out";
        open STDERR, '>', "$place/err";
        close_inherited();
        fcntl $to, F_SETFD, 0;
        %ENV = (%$env, HOME => '/nowhere', RECEIVER => fileno $to);
        exec { "$names/$name" } $name, @words or exit 126;
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

# What differs, as lines of text; none if all is well.
sub differences {
    my ($got, $row, $folder, $linker) = @_;
    my @why;
    my $status = $got->{status} & 127 ? "signal $got->{status}" : $got->{status} >> 8;
    push @why, "exit status $status, should be $row->{exit}" if $status ne $row->{exit};
    push @why, "stdout: " . shown($got->{out}) if $got->{out} ne '';
    push @why, "stderr: " . shown($got->{err}) if $got->{err} ne '' && !defined $row->{says};
    push @why, "stderr does not say $row->{says}: " . shown($got->{err}) if defined $row->{says} && index($got->{err}, $row->{says}) < 0;
    if (!defined $row->{gets}) {
        push @why, 'the linker was run' if $got->{a};
        return @why;
    }
    return (@why, 'the linker was not run') if !$got->{a};
    my ($called, @words) = @{ $got->{a} };
    my @want = @{ $row->{gets} };
    push @why, "called as $called" if $called ne $linker;
    if (@words != @want || grep { !agrees($got, $row, $words[$_], $want[$_]) } 0 .. $#want) {
        push @why, 'got:  ' . join(' ', map { shown($_) } @words), 'want: ' . join(' ', map { shown($_) } @want);
        push @why, map { "file $_: " . shown($got->{file}{$_}) } sort keys %{ $got->{file} };
    }
    push @why, "another folder: $got->{c}[0]" if $got->{c}[0] ne $folder;
    push @why, "another process" if $got->{p}[0] ne $got->{pid};
    my @fd = map { /\A([0-9]+)/ } @{ $got->{f} };
    my %copy = map { m{\A/proc/self/fd/([0-9]+)\z} ? ($1 => 1) : () } keys %{ $got->{file} };
    push @why, 'descriptors left open: ' . join ' ', grep { $_ > 2 && !$copy{$_} } @fd if grep { $_ > 2 && !$copy{$_} } @fd;
    for my $name (sort keys %{ $row->{items}{file} }) {
        push @why, "the file $name was written to" if slurp("$folder/$name") ne $row->{items}{file}{$name};
    }
    return @why;
}

# By all names of the row, found through PATH, and by the first of them found through COMPILER_PATH, as gcc does it.
sub try_row {
    my ($row) = @_;
    my $folder = lay_out($row->{items});
    my %env    = %{ $row->{items}{env} };
    my @why;
    for my $as (@{ $row->{as} }) {
        my ($name) = $as =~ /\A([^>=]+)/;
        my $real = stand_in($as);
        my %way  = (PATH => { %env, PATH => "$names:$real:$path" });
        $way{COMPILER_PATH} = { %env, PATH => "$names:$path", COMPILER_PATH => "$names:$real" } if $as eq $row->{as}[0];
        for my $way (sort keys %way) {
            my $got = send_line($folder, $name, $way{$way}, @{ $row->{words} });
            push @why, map { "$as in $way: $_" } differences($got, $row, $folder, "$real/$name");
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

sub try_links {
    my (@row) = @_;
    return skip('rows linked for real', 'needs readelf') if !found('readelf');
    my @there = grep { found($_) } @LINKERS;
    return skip('rows linked for real', 'needs ld.bfd') if !@there;
    my $cc = $ENV{CC} // 'cc';
    spew("$place/main.c", "int main(void) { return 0; }\nvoid _start(void) {}\n");
    my ($status, $said) = run_quietly('/bin/sh', '-c', "$cc -c -fPIC -o \"\$1/main.o\" \"\$1/main.c\"", 'sh', $place);
    $status == 0 or die "main.c cannot be compiled: $said\n";
    for my $row (@row) {
        my $folder = lay_out($row->{items});
        my (@by, @why);
        for my $name (@there) {
            next if !grep { $_ eq $name } @{ $row->{as} };
            push @by, $name;
            my $out  = "$place/linked" . $number++;
            my @more = grep({ /\A(?:-pie|-shared)\z/ } @{ $row->{words} }) ? () : ('-shared');
            ($status, $said) = do {
                local %ENV = (%ENV, %{ $row->{items}{env} }, PATH => "$names:$path");
                run_quietly('/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', $folder, "$names/$name", '-o', $out, "$place/main.o", @more, @{ $row->{words} });
            };
            my $is = -e $out ? runpath($out) : undef;
            push @why, "$name, status $status: RUNPATH " . shown($is), $said if $status != 0 || ($is // '') ne ($row->{records} // '');
        }
        ok(!@why, 'The file linked by ' . join(', ', @by) . ' holds ' . ($row->{records} // 'no rpath') . " for $row->{line}", @why);
    }
    return;
}

# ----------------------------------------------- what no table can describe

sub plain_env { return { PATH => "$names:" . stand_in('ld') . ":$path", @_ } }

sub arrives {
    my ($name, $folder, $env, $words, $gets, $copy) = @_;
    my %row = (exit => 0, items => { file => {} }, gets => $gets, copy => $copy // {});
    my $got = send_line($folder, 'ld', $env, @$words);
    my @why = differences($got, \%row, $folder, stand_in('ld') . '/ld');
    return ok(!@why, $name, map { substr $_, 0, 400 } @why);
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

# ------------------------------------------------------------------------ main

build_receiver("$place/receiver");
my @row = read_table(setting('SRC') . '/tests/cases/ld.tsv');
if (@ARGV) {
    @row = grep { my $r = $_; grep { index($r->{line}, $_) >= 0 } @ARGV } @row;
}
try_row($_) for @row;
try_special_files() if !@ARGV;
try_links(grep { $_->{links} } @row);
done();
