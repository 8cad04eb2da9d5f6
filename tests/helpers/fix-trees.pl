#!/usr/bin/perl
# fix-trees.pl ORIGINLD COUNT [SEED]: makes COUNT random trees in the current folder, lets `originld fix` mend them, moves each, and asks the
# real loader where every program and library of it finds what it needs. Prints one line for each tree that is not as it should be, and a sum.
#
# A tree has libraries in folders of various depth, some by symbolic links, that need one another and the C library; programs; and rpaths of every kind: none,
# right, absolute, from an old prefix, mangled, empty, relative, into build folders. After the move, each needed library that the tree has must come from the
# tree; `check` must find no error; and a second `fix` must change nothing.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Path qw(make_path remove_tree);

my ($originld, $count, $seed) = @ARGV;
$seed //= 1;
my $here = getcwd();
my ($bad, $needs) = (0, 0);
my @folders = qw(lib lib/a lib/a/b lib64 libexec/x lib/python3/lib-dynload plugins);

# the loader of programs like this one
my ($interp) = `LC_ALL=C readelf -lW '$^X'` =~ /program interpreter: (\S+?)\]/ or die "no loader is known\n";

chomp(my $libc = `cc -print-file-name=libc.so.6`);

sub run {
    my $status = system(@_);
    die "@_: status $status\n" if $status;
}

sub quietly {
    my $pid = open my $out, '-|' // die;
    if (!$pid) { open STDERR, '>&', \*STDOUT; exec @_ or exit 127 }
    local $/;
    my $text = <$out>;
    close $out;
    return ($? >> 8, $text // '');
}

sub pick { $_[rand @_] }

sub up {
    my ($folder) = @_;
    return join '/', ('..') x (1 + ($folder =~ tr{/}{}));
}

# One element of a wrong or right rpath for a file in a folder.
sub element {
    my ($tree, $folder, $to) = @_;
    my $right = up($folder) . "/$to";
    return pick("\$ORIGIN/$right", "\${ORIGIN}/$right", "$tree/$to", "/opt/fix-trees-old/$to", "RIGIN/$right", "\\\$ORIGIN/$right", '', 'lib',
        "/tmp/fix-trees-build/.libs", "\$ORIGIN/nowhere", "$tree/nowhere", "/usr/lib", "\$ORIGIN", "/opt/fix-trees-out");
}

sub list {
    my ($tree, $folder, $used) = @_;
    return () if rand() < 0.25;
    my @e = map { element($tree, $folder, pick(@$used, @$used, @folders)) } 1 .. 1 + int rand 4;
    my $text = join ':', @e;
    return () if $text eq '';
    return (rand() < 0.2 ? '--disable-new-dtags' : '--enable-new-dtags', '-rpath', $text);
}

sub make_tree {
    my ($tree) = @_;
    my (%place, %deps, @names);
    make_path("$tree/bin", "$tree/sbin/deep");
    for my $i (0 .. 3 + int rand 5) {
        my $name = "lib$i.so.1";
        my $folder = pick(@folders);
        my @on = grep { rand() < 0.4 } @names;
        make_path("$tree/$folder");
        my $real = rand() < 0.3 ? "$name.2.3" : $name;
        run('ld.bfd', '-shared', '-o', "$tree/$folder/$real", 'x.o', '-soname', $name, '--no-as-needed', '--allow-shlib-undefined',
            list($tree, $folder, [values %place]), (map { "$tree/$place{$_}/$_" } @on), $libc);
        # its soname beside it or in another folder, and perhaps, where it has that name itself, a link as in a farm of links
        my $home = $folder;
        if ($real ne $name) {
            $home = pick($folder, $folder, @folders);
            make_path("$tree/$home");
            symlink($home eq $folder ? $real : up($home) . "/$folder/$real", "$tree/$home/$name") or die "$home/$name: $!\n";
        }
        if ($home eq $folder && rand() < 0.3) {
            my $other = 'lib';
            make_path("$tree/$other");
            symlink up($other) . "/$home/$name", "$tree/$other/$name" if !-e "$tree/$other/$name";
        }
        $place{$name} = $home;
        # as loaders come to it
        $deps{"$home/$name"} = \@on;
        push @names, $name;
    }
    for my $i (0 .. 1 + int rand 3) {
        my $folder = pick('bin', 'bin', 'sbin/deep', 'lib/a');
        my @on = grep { rand() < 0.5 } @names;
        make_path("$tree/$folder");
        run('ld.bfd', '-o', "$tree/$folder/prog$i", 'm.o', '-dynamic-linker', $interp, '--no-as-needed', '--allow-shlib-undefined',
            list($tree, $folder, [values %place]), (map { "$tree/$place{$_}/$_" } @on), $libc);
        $deps{"$folder/prog$i"} = \@on;
    }
    return \%deps;
}

# What is wrong with a tree that has moved, or nothing.
sub judge {
    my ($tree, $deps) = @_;
    for my $file (sort keys %$deps) {
        my (undef, $text) = quietly($interp, '--list', "$tree/$file");
        my %found = $text =~ /^\s*(\S+) => (.*?)(?: \(0x[0-9a-f]+\))?$/mg;
        for my $name (@{$deps->{$file}}) {
            $needs++;
            my $path = $found{$name} // 'nothing said';
            return "$file needs $name, which comes from: $path" if index($path, "$tree/") != 0;
        }
    }
    my ($status, $text) = quietly($originld, 'check', '--json', $tree);
    return "check: $1" if $text =~ /^(.*"severity":"(?:error|critical)".*)$/m;
    return;
}

sub try {
    my ($i) = @_;
    my $tree = "$here/tree $i/app";
    my $deps = make_tree($tree);
    my ($status, $said) = quietly($originld, 'fix', '--from', '/opt/fix-trees-old', $tree);
    return "fix ended with $status: $said" if $status > 1 || $said =~ /refused\n/ && $said !~ / 0 refused\n/;
    ($status, $said) = quietly($originld, 'fix', '--from', '/opt/fix-trees-old', $tree);
    return "the second fix: $said" if $said !~ / 0 files mended, 0 refused\n/;
    rename $tree, "$here/moved $i" or die;
    my $wrong = judge("$here/moved $i", $deps);
    remove_tree("$here/tree $i", "$here/moved $i") if !$wrong;
    return $wrong;
}

open my $c, '>', 'x.c' or die;
print $c "int x(void) { return 1; }\n";
close $c;
open $c, '>', 'm.c' or die;
print $c "void _start(void) { for (;;) ; }\n";
close $c;
run('cc', '-c', '-fPIC', '-fno-asynchronous-unwind-tables', 'x.c', 'm.c');
for my $i (1 .. $count) {
    srand($seed + $i);
    my $wrong = try($i) // next;
    print "tree @{[$seed + $i]}: $wrong\n";
    $bad++;
}
printf "%d trees, %d needs of their own libraries, %d trees not as they should be\n", $count, $needs, $bad;
exit($bad ? 1 : 0);
