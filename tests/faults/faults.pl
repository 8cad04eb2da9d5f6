#!/usr/bin/perl
# Fails each system call of a program in turn, as strace injects it, and looks at what becomes of it.
#
#   perl faults.pl --shim DIR [--command FILE] [--every N] [--only NAME] [--list]
#
# DIR is libexec/originld of an installation. A link has to come out as the linker alone would have made it, or repaired as without faults;
# `originld check` has to say the same as ever, or to fail with words on stderr, and `originld fix` has to leave each file as it was or as it makes it.
# Nothing may die by a signal. With --every N only each Nth call fails, and with one error; without, each, with all errors that it may have.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Basename ();
use File::Spec;
use File::Temp qw(tempdir);
use Getopt::Long;

my ($shim, $command, $every, $only, $list) = (undef, undef, 0, '', 0);
GetOptions('shim=s' => \$shim, 'command=s' => \$command, 'every=i' => \$every, 'only=s' => \$only, 'list' => \$list)
    or die "see the head of $0\n";
die "faults.pl: --shim DIR is missing\n" unless defined $shim;

# What a call may fail with; the first is taken where only one is.
my %errors = (
    openat       => [qw(EMFILE ENOENT EACCES ENFILE ELOOP EINTR)],
    read         => [qw(EIO EINTR)],
    pread64      => [qw(EIO EINTR)],
    write        => [qw(ENOSPC EIO EINTR EPIPE)],
    mmap         => [qw(ENOMEM)],
    memfd_create => [qw(ENOSYS EMFILE EPERM)],
    fcntl        => [qw(EMFILE EINVAL EPERM)],
    execve       => [qw(E2BIG ENOMEM EACCES ENOEXEC ENOENT)],
    close        => [qw(EIO EINTR)],
    clone3       => [qw(EAGAIN ENOSYS)],
    getdents64   => [qw(EIO ENOENT EACCES)],
    renameat     => [qw(EACCES EIO)],
    rename       => [qw(EACCES EIO)],
    fsync        => [qw(EIO)],
    other        => [qw(ENOMEM EACCES ENOENT EIO)],
);

# Faults in these say nothing about the program: they end, wait, or set up a process; a brk that fails says so by its old value, not by an error; and a C library takes
# a munmap that fails, which it never does, for memory that was overwritten.
my %left = map { $_ => 1 } qw(brk munmap exit exit_group futex rt_sigprocmask set_robust_list rseq set_tid_address arch_prctl wait4 restart_syscall);

my $top = tempdir('originld-faults-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $home = getcwd();
my ($tried, $bad) = (0, 0);

sub spew {
    my ($path, $text, $mode) = @_;
    open my $f, '>:raw', $path or die "$path: $!\n";
    print $f $text;
    close $f or die "$path: $!\n";
    chmod $mode, $path if $mode;
}

sub slurp {
    my ($path) = @_;
    open my $f, '<:raw', $path or return undef;
    local $/;
    my $text = <$f>;
    return $text // '';
}

# Runs words with an environment of our own. Returns status, signal, stdout, stderr.
sub run {
    my ($env, @words) = @_;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        %ENV = (%$env, LC_ALL => 'C');
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$top/stdout";
        open STDERR, '>', "$top/stderr";
        alarm 60;
        exec { $words[0] } @words;
        exit 99;
    }
    waitpid $pid, 0;
    return ($? >> 8, $? & 127, slurp("$top/stdout"), slurp("$top/stderr"));
}

# How often each thread makes each call, up to the exec of another program where $until_exec is set: the most of all threads.
sub count_calls {
    my ($env, $until_exec, @words) = @_;
    my (%count, %most, %execs);
    run($env, 'strace', '-f', '-o', "$top/trace", @words);
    open my $f, '<', "$top/trace" or die "no trace: $!\n";
    while (<$f>) {
        my ($pid, $call) = /^(\d+) +([a-z0-9_]+)\(/ or next;
        last if $until_exec && $call eq 'execve' && $execs{$pid}++ > 0;
        $count{$pid}{$call}++;
    }
    for my $pid (keys %count) {
        for my $call (keys %{ $count{$pid} }) {
            $most{$call} = $count{$pid}{$call} if $count{$pid}{$call} > ($most{$call} // 0);
        }
    }
    # the one that leads out; the first leads in
    $most{execve} = $until_exec ? 2 : 0;
    delete $most{$_} for keys %left;
    return %most;
}

# All faults for a program: [call, number, error]. What a dynamic program's own loader calls before it begins is passed over.
sub faults {
    my ($env, $until_exec, @words) = @_;
    my %most = count_calls($env, $until_exec, @words);
    my %before = $until_exec ? (execve => 1) : count_calls($env, 0, $words[0], '--version');
    my ($n, @out) = (0);
    for my $call (sort keys %most) {
        my @errors = @{ $errors{$call} // $errors{other} };
        for my $k (($before{$call} // 0) + 1 .. $most{$call}) {
            if ($every) {
                push @out, [ $call, $k, $errors[ ($n / $every) % @errors ] ] if $n++ % $every == 0;
            } else {
                push @out, map { [ $call, $k, $_ ] } @errors;
            }
        }
    }
    return @out;
}

# Whether the fault came to pass, and not in the program that is run in the end: a fault may make the calls before it fewer.
sub was_injected {
    my ($until_exec) = @_;
    my $left = $until_exec ? 2 : 1e9;
    open my $f, '<', "$top/trace" or return 0;
    while (<$f>) {
        return 1 if /\(INJECTED\)/;
        return 0 if /^\d+ +execve\(.* = 0$/ && --$left == 0;
    }
    return 0;
}

# What a fault is called, and how it comes about.
sub words_of {
    my ($s, $fault) = @_;
    my ($call, $k, $error) = @$fault;
    return ("NOMEM=$k", 'env', "LD_PRELOAD=$top/nomem.so", "NOMEM=$k", @{ $s->{words} }) if $call eq 'malloc';
    my $inject = "inject=$call:error=$error:when=$k";
    return ($inject, 'strace', '-f', '-qq', '-o', "$top/trace", '-e', "trace=$call,execve", '-e', $inject, @{ $s->{words} });
}

# The same for allocations, where the program is one that a library can be preloaded to.
sub allocations {
    my ($s) = @_;
    return if $s->{until_exec} || !-e "$top/nomem.so";
    unlink "$top/count";
    $s->{begin}->();
    run({ %{ $s->{env} }, NOMEM_COUNT => "$top/count", LD_PRELOAD => "$top/nomem.so" }, @{ $s->{words} });
    my $count = slurp("$top/count") // die "$s->{name}: allocations cannot be counted\n";
    return map { [ 'malloc', $_, 'ENOMEM' ] } grep { !$every || $_ % $every == 0 } 1 .. $count;
}

# Runs the scenario with each fault; $s->{judge} says what is wrong with the outcome, or nothing.
sub scenario {
    my ($s) = @_;
    return if $only && $s->{name} !~ /$only/;
    mkdir "$top/$s->{name}" or die "$top/$s->{name}: $!\n";
    chdir "$top/$s->{name}" or die "$!\n";
    $s->{begin}->();
    my @expected = $s->{expect}->();
    my ($count, $wrong) = (0, 0);
    for my $fault (faults($s->{env}, $s->{until_exec}, @{ $s->{words} }), allocations($s)) {
        my ($inject, @words) = words_of($s, $fault);
        print "$s->{name}: $inject\n" if $list;
        $s->{begin}->();
        my @got = run($s->{env}, @words);
        next unless $words[0] eq 'env' || was_injected($s->{until_exec});
        my $problem = $got[1] ? "ended by signal $got[1]" : $got[0] > 128 && $got[0] < 160 ? 'ended by signal ' . ($got[0] - 128) : $s->{judge}->($fault, \@got, @expected);
        $count++;
        next unless $problem;
        $wrong++;
        print "$s->{name}: $problem, with $inject\n";
        print map { "    $_\n" } split /\n/, substr $_, 0, 300 for @got[2, 3];
    }
    print "$s->{name}: $count faults, $wrong wrong\n";
    die "$s->{name}: strace injects nothing here\n" unless $count;
    $tried += $count;
    $bad += $wrong;
    chdir $home;
}

# ------------------------------------------------------------------- links

my $path = '/usr/bin:/bin';
my $real = (grep { -x } map { "$_/ld" } split /:/, $path)[0] // die "no ld in $path\n";

sub begin_link {
    unlink glob 'x x.* log* argv';
    spew('a.rsp', "-rpath '\$\$ORIGIN/../lib'\n-rpath /opt/lib");
    symlink "$top/main.o", 'main.o';
}

# What an exec may fail with leaves no link, for whoever runs the linker.
sub link_judge {
    my ($file) = @_;
    return sub {
        my ($fault, $got, @good) = @_;
        my ($status, undef, $out, $err) = @$got;
        my $result = slurp($file);
        # any free number will do for a memory file
        $result =~ s|/proc/self/fd/\d+$|/proc/self/fd/1023|m if defined $result && $file eq 'argv';
        return 'something on stdout' if $out ne '';
        if ($fault->[0] eq 'execve' && $status >= 125 && $status <= 127) {
            return $err =~ /^[^\n]+\n\z/ && !defined $result ? undef : 'no link, and not one line of why';
        }
        return "status $status" if $status;
        return 'words on stderr' if $err ne '';
        return 'no result' unless defined $result;
        return 'another result' unless grep { $_ eq $result } @good;
        my $log = slurp('log');
        return 'a torn line in the log' if defined $log && $log ne '' && $log !~ /\A\{.*\}\n\z/;
        return;
    };
}

# name, environment, words behind ld -o x main.o: what comes out is the same as from the linker alone, or as without faults.
sub link_scenario {
    my ($name, $env, @words) = @_;
    my %env = (PATH => "$shim/ld:$path", %$env);
    my @line = ('-shared', '-o', 'x', 'main.o', @words);
    scenario({
        name => $name, env => \%env, until_exec => 1, words => [ "$shim/ld/ld", @line ],
        begin => \&begin_link,
        expect => sub {
            my @good;
            for my $ld ($real, "$shim/ld/ld") {
                begin_link();
                my ($status, undef, undef, $err) = run(\%env, $ld, @line);
                die "$name: $ld does not link: $err\n" if $status;
                push @good, slurp('x');
            }
            die "$name: nothing is repaired, so nothing is tried\n" if @words && $good[0] eq $good[1];
            return @good;
        },
        judge => link_judge('x'),
    });
}

# The same for a compiler's name; the compiler writes down its words.
sub driver_scenario {
    my ($name, @words) = @_;
    # two of them: where the first cannot be looked at, the search goes on
    for my $bin ("$top/bin", "$top/bin2") {
        mkdir $bin;
        spew("$bin/cc", "#!/bin/sh\nprintf '%s\\n' \"\$@\" >argv\n", 0755);
    }
    my %env = (PATH => "$shim/cc:$top/bin:$top/bin2:/usr/bin:/bin");
    scenario({
        name => $name, env => \%env, until_exec => 1, words => [ "$shim/cc/cc", @words ],
        begin => \&begin_link,
        expect => sub {
            my @good;
            for my $cc ("$top/bin/cc", "$shim/cc/cc") {
                begin_link();
                run(\%env, $cc, @words);
                push @good, slurp('argv') =~ s|/proc/self/fd/\d+$|/proc/self/fd/1023|mr;
            }
            die "$name: nothing is repaired, so nothing is tried\n" if $good[0] eq $good[1];
            # a file that cannot be read passes as it is, and the words beside it do not depend on it
            return (@good, $good[0] =~ s/(-rpath,)RIGIN/$1\$ORIGIN/r);
        },
        judge => link_judge('argv'),
    });
}

# --------------------------------------------------------------- a tree

sub tree_text {
    my ($folder) = @_;
    my $text = '';
    for my $path (sort glob "$folder/* $folder/*/* $folder/.[a-z]* $folder/*/.[a-z]*") {
        my @s = lstat $path;
        $text .= join("\t", $path, $s[2], -l _ ? readlink $path : -f _ ? slurp($path) : '') . "\0";
    }
    return $text;
}

# A program and a library, with a search path that is wrong after a move, and a script.
sub begin_tree {
    system 'rm', '-rf', 'tree';
    mkdir $_ for 'tree', 'tree/bin', 'tree/lib';
    spew('tree/bin/script', "#!$top/tree/bin/prog\n", 0755);
    system 'cp', "$top/prog", 'tree/bin/prog';
    system 'cp', "$top/libx.so", 'tree/lib/libx.so';
}

sub command_scenario {
    my ($name, $judge, @words) = @_;
    scenario({
        name => $name, env => { PATH => $path }, until_exec => 0, words => [ $command, @words ],
        begin => \&begin_tree,
        expect => sub {
            begin_tree();
            my $before = tree_text('tree');
            my @got = run({ PATH => $path }, $command, @words);
            return { before => $before, after => tree_text('tree'), status => $got[0], out => $got[2] };
        },
        judge => $judge,
    });
}

sub judge_check {
    my ($fault, $got, $e) = @_;
    my ($status, undef, $out, $err) = @$got;
    return 'the tree is another one' if tree_text('tree') ne $e->{before};
    return if $status == $e->{status} && $out eq $e->{out};
    # what the loader of the C library says before we begin is its own
    return if ($status == 2 || $status == 127) && $err =~ /^[^\n]+\n/;
    return "status $status" if $status > 2;
    # a file that was taken away meanwhile is none; and to look for another file may fail as it fails for a loader
    return if $err ne '' || $fault->[2] =~ /^(?:ENOENT|ELOOP)$/;
    return "status $status, and nothing on stderr" if !$status;
    return if $fault->[0] !~ /^(?:openat|read|pread64|getdents64|fstat|mmap|malloc|clone3)$/;
    my %said = map { $_ => 1 } grep { /^  (?:critical|error|warning)/ } split /\n/, $out;
    my @unsaid = grep { /^  (?:critical|error|warning)/ && !$said{$_} } split /\n/, $e->{out};
    return "status $status, nothing on stderr, and not a word of:$unsaid[0]" if @unsaid;
    return;
}

# Each file is as it was, or as fix makes it; and nothing is left over.
sub judge_fix {
    my ($fault, $got, $e) = @_;
    my ($status, undef, $out, $err) = @$got;
    my %may = map { $_ => 1 } split(/\0/, $e->{before}), split(/\0/, $e->{after});
    for my $file (split /\0/, tree_text('tree')) {
        return 'a damaged or left-over file: ' . (split /\t/, $file)[0] unless $may{$file};
    }
    return if $status == $e->{status} && tree_text('tree') eq $e->{after};
    return "status $status, and nothing on stderr or stdout" if $err eq '' && $out eq $e->{out};
    return "status $status" if $status > 2 && $status != 127;
    return;
}

# ------------------------------------------------------------------- begin

chdir $top;
spew('main.c', "int x(void); int main(void) { return x(); }\nvoid _start(void) { main(); }\n");
spew('start.c', "void _start(void) { }\n");
spew('x.c', "int x(void) { return 0; }\n");
my $cc = $ENV{CC} // 'cc';
for my $step ("$cc -fPIE -c -o main.o start.c", "$cc -shared -fPIC -nostdlib -o libx.so x.c",
    "$cc -o prog -nostdlib main.c -L. -lx -Wl,-rpath,RIGIN/../lib:$top/gone") {
    system($step) == 0 or die "cannot build: $step\n";
}
my $here = File::Basename::dirname(File::Spec->rel2abs($0, $home));
system($cc, "-shared", "-fPIC", "-o", "nomem.so", "$here/nomem.c", "-ldl") == 0 or print "allocations cannot be made to fail here\n";
chdir $home;

link_scenario('healthy', {});
link_scenario('repair', {}, '-rpath', 'RIGIN/../lib');
link_scenario('response-file', {}, '@a.rsp', '-rpath', '$$ORIGIN/x');
link_scenario('log-and-evidence', { ORIGINLD_LOG => 'log' }, '-rpath', '/../lib', '-rpath', '/lib');
link_scenario('added', { ORIGINLD_RPATH => '/__ORIGIN__/../lib', ORIGINLD_PREFIX => '/opt', LD_RUN_PATH => 'RIGIN/run' });
driver_scenario('driver', '-o', 'x', 'main.o', '-Wl,-rpath,RIGIN/../lib', '@a.rsp', '-B/nowhere');
if (defined $command) {
    command_scenario('check', \&judge_check, 'check', 'tree');
    command_scenario('fix', \&judge_fix, 'fix', 'tree') if (run({ PATH => $path }, $command, 'fix', '--help'))[0] == 0;
}
print "$tried faults, $bad wrong\n";
exit($bad ? 1 : 0);
