# What the Perl tests (tests/unit/t_*.pl) share: TAP, a scratch folder, and a
# place in which a stand-in linker is found behind the installed shim.
# Core modules only.
package Check;
use strict;
use warnings;
use Cwd qw(getcwd);
use Exporter 'import';
use File::Copy qw(copy);
use File::Temp qw(tempdir);
our @EXPORT = qw(ok skip skip_all done note shown scratch setting found build_receiver make_unit scrub run_quietly slurp spew);

my ($count, $failed) = (0, 0);
$| = 1;

sub ok {
    my ($good, $name, @why) = @_;
    $count++;
    $name =~ s/#/\\#/g;
    print $good ? 'ok' : 'not ok', " $count - $name\n";
    return 1 if $good;
    $failed++;
    note(@why);
    return 0;
}

sub skip { my ($name, $why) = @_; $count++; print "ok $count - $name # SKIP $why\n" }
sub note { print map { "#   $_\n" } map { split /\n/ } @_ }

# Ends a script of which nothing can run.
sub skip_all { my ($name, $why) = @_; skip($name, $why); done() }

sub done { print "1..$count\n"; exit($failed ? 1 : 0) }

# Bytes in a form that can be printed.
sub shown {
    my ($bytes) = @_;
    return 'nothing' if !defined $bytes;
    $bytes =~ s/([^!-~])/sprintf '%%%02X', ord $1/ge;
    return length $bytes ? $bytes : '%';
}

# ORIGINLD_TEST_NAME of tests/run.
sub setting {
    my ($name) = @_;
    my $value = $ENV{"ORIGINLD_TEST_$name"};
    defined $value or die "ORIGINLD_TEST_$name is not set: run this by make check\n";
    return $value;
}

# Nothing that a build or a user may have left may reach a test.
sub scrub {
    for my $name (keys %ENV) {
        next if $name =~ /\AORIGINLD_TEST_/;
        delete $ENV{$name} if $name =~ /\A(?:ORIGINLD_|LD\z|LD_|COLLECT_|COMPILER_PATH\z|MAKE|MFLAGS\z|O\z|ORIGIN\z|RECEIVER)/;
    }
    my $ours = $ENV{ORIGINLD_TEST_LIBEXEC} // '/nowhere';
    $ENV{PATH} = join ':', grep { $_ ne $ours && index($_, "$ours/") != 0 } split /:/, $ENV{PATH} // '/usr/bin:/bin';
    $ENV{LC_ALL} = 'C';
    return;
}

# A folder with a blank in its name, gone when the test ends.
sub scratch {
    my $top = tempdir('originld-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    mkdir "$top/a b" or die "$top/a b: $!\n";
    return "$top/a b";
}

# Path of a program, looked up in PATH, or undef.
sub found {
    my ($name) = @_;
    for my $folder (split /:/, $ENV{PATH}) {
        return "$folder/$name" if -f "$folder/$name" && -x _;
    }
    return undef;
}

sub slurp {
    my ($path) = @_;
    open my $in, '<:raw', $path or die "$path: $!\n";
    local $/;
    return scalar <$in> // '';
}

sub spew {
    my ($path, $bytes) = @_;
    open my $out, '>:raw', $path or die "$path: $!\n";
    print {$out} $bytes;
    close $out or die "$path: $!\n";
}

# Runs a command; returns its status and what it said.
sub run_quietly {
    my (@command) = @_;
    my $pid = open my $from, '-|';
    defined $pid or die "fork: $!\n";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        exec { $command[0] } @command or print "$command[0]: $!\n";
        exit 127;
    }
    local $/;
    my $said = <$from> // '';
    close $from;
    return ($?, $said);
}

# Compiles helpers/receiver.c to $to, static where that is possible: it has to run with any environment.
sub build_receiver {
    my ($to) = @_;
    my $cc = $ENV{CC} // 'cc';
    my $source = setting('SRC') . '/tests/helpers/receiver.c';
    my $said;
    for my $static ('-static', '') {
        (my $status, $said) = run_quietly('/bin/sh', '-c', "$cc $static -O1 -o \"\$1\" \"\$2\"", 'sh', $to, $source);
        return if $status == 0;
    }
    die "receiver.c cannot be built: $said\n";
}

# Builds tests/unit/NAME and returns its path.
sub make_unit {
    my ($name) = @_;
    my ($status, $said) = run_quietly(setting('MAKE'), '-C', setting('BUILD'), "tests/unit/$name");
    $status == 0 or die "tests/unit/$name cannot be built: $said\n";
    return setting('BUILD') . "/tests/unit/$name";
}

1;
