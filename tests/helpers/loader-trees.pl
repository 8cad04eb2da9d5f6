#!/usr/bin/perl
# The model of the loaders (shim/loader.c) against the loaders themselves, over small trees of programs and libraries.
#
#	loader-trees.pl --model F_LOADER --work FOLDER GROUP...
#
# Each tree is made, the program in it is started, and every path that its loader tried, in order, and every object that it loaded are compared
# with what tests/unit/f_loader.c predicts. Prints what differs, and at the end "N trees, M differ" for each group. The groups are the functions
# group_* below. Those whose names begin with musl need musl-gcc and strace, those that end with secure also strace, and root.
#
# A linking takes its time, so one program and one library are linked for each libc, with room in .dynstr and in the dynamic section, and the
# files of a tree are copies of them with other entries. That way an object can also have what no linker writes: two RPATHs, or both tags.
use strict;
use warnings;
use Cwd qw(getcwd realpath);
use File::Path qw(make_path);
use Getopt::Long;
use IPC::Open2;

my ($model, $work);
GetOptions('model=s' => \$model, 'work=s' => \$work) && $model && $work && @ARGV or die "usage: $0 --model F_LOADER --work FOLDER GROUP...\n";
make_path($work);
$work = realpath($work);
$ENV{LC_ALL} = 'C';
delete @ENV{ grep { /\ALD_/ } keys %ENV };

# ------------------------------------------------------------------------- ELF

my %TAG = (
    NEEDED => 1, SONAME => 14, RPATH => 15, RUNPATH => 29, FLAGS_1 => 0x6ffffffb, AUXILIARY => 0x7ffffffd, FILTER => 0x7fffffff,
);
my $ROOM = 3000;

# What has to be known of a template to give its copies other entries.
sub read_template {
    my ($path) = @_;
    my $t = { bytes => slurp($path) };
    my $wide = ord(substr $t->{bytes}, 4, 1) == 2;
    my $order = ord(substr $t->{bytes}, 5, 1) == 2 ? '>' : '<';
    $t->{address} = ($wide ? 'Q' : 'L') . $order;
    my $size = $wide ? 8 : 4;
    my $number = sub { my ($at, $form) = @_; return unpack $form, substr($t->{bytes}, $at, 8) . "\0" x 8 };
    my ($phoff, $phentsize, $phnum) = ($number->($wide ? 32 : 28, $t->{address}), map { $number->($_, "S$order") } $wide ? (54, 56) : (42, 44));
    my @load;
    for my $i (0 .. $phnum - 1) {
        my $at = $phoff + $i * $phentsize;
        my $type = $number->($at, "L$order");
        my ($offset, $address, $bytes) = map { $number->($at + $_, $t->{address}) } $wide ? (8, 16, 32) : (4, 8, 16);
        push @load, [$offset, $address, $bytes] if $type == 1;
        @$t{qw(dynamic room)} = ($offset, $bytes) if $type == 2;
    }
    my %first;
    for (my $at = $t->{dynamic}; $at < $t->{dynamic} + $t->{room}; $at += 2 * $size) {
        my ($tag, $value) = map { $number->($at + $_, $t->{address}) } 0, $size;
        last if $tag == 0;
        $first{$tag} //= $value;
        push @{ $t->{entries} }, [$tag, $value] if !grep { $tag == $_ } values %TAG;
        push @{ $t->{needed} }, $value if $tag == $TAG{NEEDED};
    }
    $t->{flags} = $first{ $TAG{FLAGS_1} } // 0;
    my ($strtab) = map { $_->[0] + $first{5} - $_->[1] } grep { $first{5} >= $_->[1] && $first{5} < $_->[1] + $_->[2] } @load;
    $t->{blank} = index $t->{bytes}, 'X' x $ROOM;
    $t->{blank} > 0 or die "$path: no room for strings\n";
    $t->{strtab} = $strtab;
    return $t;
}

# Writes a copy of a template to a file, with these entries: pairs of a tag's name and a string, or a number for FLAGS_1.
sub write_elf {
    my ($template, $path, $mode, @pairs) = @_;
    my $bytes = $template->{bytes};
    my ($strings, @new) = ('');
    my $flags = $template->{flags};
    while (my ($name, $value) = splice @pairs, 0, 2) {
        if ($name eq 'FLAGS_1') { $flags |= $value; next }
        push @new, [$TAG{$name}, $template->{blank} + length($strings) - $template->{strtab}];
        $strings .= "$value\0";
    }
    push @new, map { [$TAG{NEEDED}, $_] } @{ $template->{needed} // [] };
    push @new, [$TAG{FLAGS_1}, $flags] if $flags;
    push @new, @{ $template->{entries} };
    my $table = join '', map { pack "$template->{address}2", @$_ } @new;
    length $strings <= $ROOM or die "$path: too many strings\n";
    length $table < $template->{room} or die "$path: too many entries\n";
    substr($bytes, $template->{blank}, length $strings) = $strings;
    substr($bytes, $template->{dynamic}, $template->{room}) = $table . "\0" x ($template->{room} - length $table);
    spew($path, $bytes);
    chmod $mode, $path or die "$path: $!\n";
    return;
}

# --------------------------------------------------------------------- templates

sub slurp { my ($path) = @_; open my $in, '<:raw', $path or die "$path: $!\n"; local $/ = undef; return scalar <$in> }

sub spew {
    my ($path, $bytes) = @_;
    open my $out, '>:raw', $path or die "$path: $!\n";
    print $out $bytes;
    close $out or die "$path: $!\n";
    return;
}

sub must { system(@_) == 0 or die "failed: @_\n"; return }

my %template;

sub make_templates {
    my ($libc) = @_;
    return if $template{$libc};
    my $folder = "$work/templates.$libc";
    my $cc = $libc eq 'musl' ? 'musl-gcc' : 'gcc';
    my @link = ('-Wl,--spare-dynamic-tags=40', '-Wl,-rpath,' . 'X' x $ROOM);
    push @link, '-fuse-ld=bfd' if $libc ne 'musl';
    make_path($folder);
    spew("$folder/library.c", "int a_library;\n");
    spew("$folder/program.c", <<'END');
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <sys/auxv.h>

static int
say(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	printf("loaded %s\n", info->dlpi_name);
	return 0;
}

int
main(void)
{
	printf("secure %lu\n", getauxval(AT_SECURE));
	return dl_iterate_phdr(say, 0);
}
END
    must($cc, '-shared', '-fPIC', '-nostdlib', '-o', "$folder/library.so", "$folder/library.c", @link);
    must($cc, '-pie', '-fPIE', '-o', "$folder/program", "$folder/program.c", @link);
    $template{$libc} = { library => read_template("$folder/library.so"), program => read_template("$folder/program") };
    my ($interp) = $template{$libc}{program}{bytes} =~ m{(/[!-~]*ld[-!-~]*)\0};
    $template{$libc}{interp} = $interp;
    return;
}

# ------------------------------------------------------------------------- trees

# Makes the files of a tree: path => [kind, pairs...]; kind is program, library, text, folder, link, or a change of a library's header. In strings '@@' is the
# tree's folder.
sub make_tree {
    my ($libc, $top, $tree) = @_;
    my %file = %{ $tree->{files} };
    for my $path (sort keys %file) {
        my ($kind, @pairs) = @{ $file{$path} };
        s/\@\@/$top/g for @pairs;
        my $full = "$top/$path";
        make_path($full =~ s{/[^/]*\z}{}r);
        if    ($kind eq 'program') { write_elf($template{$libc}{program}, $full, 0755, @pairs) }
        elsif ($kind eq 'library') { write_elf($template{$libc}{library}, $full, 0644, @pairs) }
        elsif ($kind eq 'text')    { spew($full, $pairs[0]) }
        elsif ($kind eq 'folder')  { make_path($full) }
        elsif ($kind eq 'link')    { symlink $pairs[0], $full or die "$full: $!\n" }
        elsif ($kind eq 'hard')    { link "$top/$pairs[0]", $full or die "$full: $!\n" }
        elsif ($kind eq 'poke') {
            my ($at, $value) = splice @pairs, 0, 2;
            write_elf($template{$libc}{library}, $full, 0644, @pairs);
            my $bytes = slurp($full);
            substr($bytes, $at, length $value) = $value;
            spew($full, $bytes);
        } else { die "$path: what is $kind?\n" }
    }
    return;
}

# Runs a program in a folder and returns its status, stdout and stderr.
sub run_in {
    my ($folder, $set, @command) = @_;
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        chdir $folder or die "$folder: $!\n";
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$work/out";
        open STDERR, '>', "$work/err";
        $ENV{$_} = $set->{$_} for keys %$set;
        exec {$command[0]} @command;
        exit 126;
    }
    waitpid $pid, 0;
    return ($?, slurp("$work/out"), slurp("$work/err"));
}

# The paths of libraries that strace -xx saw being opened.
sub opened {
    my ($path) = @_;
    my @paths;
    for (split /\n/, slurp($path)) {
        next if !/\A(?:\d+ +)?open(?:at)?\((?:AT_FDCWD, )?"((?:\\x[0-9a-f]{2})*)"/;
        my $name = pack 'H*', $1 =~ s/\\x//gr;
        push @paths, $name;
    }
    return @paths;
}

# What a loader did: the paths it tried, the objects it loaded, what it did not find, and whether it gave up.
sub observe {
    my ($libc, $top, $tree) = @_;
    my $folder = "$top/" . ($tree->{cwd} // '.');
    my $program = $tree->{run} =~ s/\@\@/$top/gr;
    my %set = defined $tree->{env} ? (LD_LIBRARY_PATH => $tree->{env} =~ s/\@\@/$top/gr) : ();
    my %seen = (tried => [], loaded => [], missing => []);
    if ($libc eq 'glibc' && !$tree->{secure}) {
        my ($status, $out, $err) = run_in($folder, { %set, LD_DEBUG => 'libs', LD_TRACE_LOADED_OBJECTS => 1 }, $program);
        for (split /\n/, $out) {
            if    (/\A\t(.*) => not found\z/)           { push @{ $seen{missing} }, $1 }
            elsif (/\A\t.* => (.*) \(0x[0-9a-f]+\)\z/) { push @{ $seen{loaded} }, $1 }
            elsif (/\A\t(.*) \(0x[0-9a-f]+\)\z/)       { push @{ $seen{loaded} }, $1 }
        }
        $seen{gave_up} = $1 if $err =~ /error while loading shared libraries: (.*)/;
        $seen{gave_up} //= "ended with $status" if $status;
        # what the cache has is told of even where it is not used, because of -z nodefaultlib
        while ($err =~ /^ *\d+:\t *(?:(search cache)=.*\n *\d+:\t *)?trying file=(.*)$/mg) {
            push @{ $seen{tried} }, $2 if !$1 || $seen{gave_up} || is_one($2, @{ $seen{loaded} });
        }
        return \%seen;
    }
    my @as = $tree->{secure} ? ('-u', 'nobody') : ();
    my ($status, $out, $err) = run_in($folder, \%set, 'strace', @as, '-o', "$work/trace", '-xx', '-s', '4096', '-e', 'trace=open,openat', $program);
    @{ $seen{tried} } = opened("$work/trace");
    @{ $seen{loaded} } = grep { length } $out =~ /^loaded (.*)$/mg;
    $seen{secure} = $1 if $out =~ /^secure (\d)/m;
    if ($libc eq 'musl') {
        # the first is the program
        shift @{ $seen{loaded} };
        @{ $seen{missing} } = $err =~ /^Error loading shared library (.*?): [^:]*\(needed by/mg;
    } elsif ($err =~ /error while loading shared libraries: (.*?): (.*)/) {
        # a process that is not traced by its loader ends with the first
        my ($name, $why) = ($1, $2);
        if ($why =~ /\Acannot open shared object file: No such file/) { push @{ $seen{missing} }, $name }
        else { $seen{gave_up} = "$name: $why" }
        $seen{only_first} = 1;
    }
    $seen{ran} = !$status;
    return \%seen;
}

# -------------------------------------------------------------------- the model

my ($to, $from, $model_pid);

sub order { print $to map { "$_\n" } @_; return }

sub ask {
    my ($question) = @_;
    my @answer;
    print $to "$question\n";
    while (defined(my $line = <$from>)) {
        chomp $line;
        return @answer if $line eq 'done';
        push @answer, $line;
    }
    die "the model died at: $question\n";
}

my %world;

# What the loader has built in or finds out of the processor, from what it says itself: folders that are no literal part of its output's first
# path are the subfolders.
sub probe_world {
    my ($libc) = @_;
    return $world{$libc} if $world{$libc};
    my $top = "$work/probe.$libc";
    my %w = (subfolders => []);
    if ($libc eq 'glibc') {
        make_tree($libc, $top, { files => { program => ['program', NEEDED => 'libnowhere.so'] } });
        my (undef, undef, $err) = run_in($top, { LD_DEBUG => 'libs', LD_TRACE_LOADED_OBJECTS => 1, LD_LIBRARY_PATH => '/probe:/of/$LIB:/of/$PLATFORM/x' }, './program');
        my ($list) = $err =~ /search path=(\S+)\t+\(LD_LIBRARY_PATH\)/ or die "the loader does not say where it searches: $err\n";
        my @list = split /:/, $list;
        @{ $w{subfolders} } = map { m{\A/probe/(.+)\z} ? $1 : () } @list;
        ($w{lib}) = map { m{\A/of/(lib.*)\z} && !/glibc-hwcaps|tls/ ? $1 : () } reverse @list;
        ($w{platform}) = map { m{\A/of/(.*)/x\z} ? $1 : () } @list;
        ($w{lib}) = sort { length $a <=> length $b } map { m{\A/of/(lib.*)\z} ? $1 : () } @list;
    } else {
        my $arch = $template{musl}{interp} =~ m{ld-musl-(.*)\.so} ? $1 : '';
        my $text = -e "/etc/ld-musl-$arch.path" ? slurp("/etc/ld-musl-$arch.path") : '/lib:/usr/local/lib:/usr/lib';
        @{ $w{standard} } = grep { length } split /[:\n]/, $text;
    }
    return $world{$libc} = \%w;
}

sub predict {
    my ($libc, $top, $tree) = @_;
    my $w = probe_world($libc);
    my %p = (tried => [], loaded => [], missing => []);
    order('clear', "libc\t$libc", 'secure' . "\t" . ($tree->{secure} ? 1 : 0), "env\t" . (($tree->{env} // '') =~ s/\@\@/$top/gr));
    order(map { "subfolder\t$_" } @{ $w->{subfolders} });
    order(map { "standard\t$_" } @{ $w->{standard} // [] });
    order("platform\t$w->{platform}") if defined $w->{platform};
    order("cd\t$top/" . ($tree->{cwd} // '.'));
    my (%had, @slashes);
    for (ask("run\t" . ($tree->{run} =~ s/\@\@/$top/gr))) {
        my ($what, @field) = split /\t/, $_, -1;
        if ($what eq 'try') { push @{ $p{tried} }, $field[0]; next }
        $what eq 'need' or die "the model says: $_\n";
        my ($by, $name, $step, $fit, $path) = @field;
        push @slashes, $name if $name =~ m{/};
        next if $p{gave_up};
        if ($fit eq 'unfit') {
            push @{ $p{missing} }, $name;
            @p{qw(gave_up name)} = ($path, $name) if $libc eq 'glibc';
            next;
        }
        # when it only traces, glibc tells of those that may be missing, too
        if ($path eq '-') { push @{ $p{missing} }, $name if $fit ne 'optional' || !$tree->{secure} && $libc eq 'glibc'; next }
        push @{ $p{loaded} }, $path if $step !~ /already/ && !$had{$path}++;
    }
    $p{slashes} = \@slashes;
    return \%p;
}

# --------------------------------------------------------------------- comparing

sub is_one { my ($one, @list) = @_; return scalar grep { $_ eq $one } @list }

# The paths among those that were tried that both sides must have: those of libraries, in folders that are there. glibc does not tell of names that
# are paths, unless strace does.
sub relevant {
    my ($libc, $folder, $names_paths, @tried) = @_;
    return grep {
        my $path = m{\A/} ? $_ : "$folder/$_";
        my ($in, $name) = $path =~ m{\A(.*/)([^/]*)\z}s;
        $name =~ /\.so/ && $_ ne $template{$libc}{interp} && ($libc eq 'musl' || -d $in) && ($name !~ /\Ald-|\Ald\.so/) && !is_one($_, @$names_paths)
    } @tried;
}

sub differences {
    my ($libc, $top, $tree, $seen, $p) = @_;
    my $folder = "$top/" . ($tree->{cwd} // '.');
    my $traced = $libc eq 'musl' || $tree->{secure};
    my @names_paths = $traced ? () : @{ $p->{slashes} };
    my @is = relevant($libc, $folder, \@names_paths, @{ $seen->{tried} });
    my @should = relevant($libc, $folder, \@names_paths, @{ $p->{tried} });
    my @wrong;
    if ($seen->{gave_up} || $p->{gave_up}) {
        my $path = $p->{gave_up} // 'nothing';
        my $said = $seen->{gave_up} // 'nothing';
        return "gave up: $said; predicted: $path" if index($said, "$path: ") != 0 && index($said, ($p->{name} // $path) . ': ') != 0;
        # until there
        for my $i (0 .. $#should) { $#should = $i, last if $should[$i] eq $path }
    } else {
        my @missing = @{ $p->{missing} };
        $#missing = 0 if $seen->{only_first} && @missing;
        push @wrong, "missing: @{ $seen->{missing} }; predicted: @missing" if join("\n", sort @{ $seen->{missing} }) ne join("\n", sort @missing);
        if ($seen->{only_first}) {
            # what came before is the same
            $#should = $#is if @should > @is;
        } else {
            my @loaded = grep { !/linux-vdso|linux-gate|\A\/[^ ]*\/ld-[^\/]*\z|\Aldd\z/ } @{ $seen->{loaded} };
            my @expected = grep { !/\A\/[^ ]*\/ld-[^\/]*\z/ } @{ $p->{loaded} };
            push @wrong, "loaded: @loaded; predicted: @expected" if $libc ne 'musl' && join("\n", sort @loaded) ne join("\n", sort @expected);
            push @wrong, "loaded: @loaded; predicted: @expected"
                if $libc eq 'musl' && !@missing && join("\n", sort grep { !/libc\.so/ } @loaded) ne join("\n", sort grep { !/libc\.so/ } @expected);
        }
    }
    push @wrong, "tried:\n    " . join("\n    ", @is) . "\n  predicted:\n    " . join("\n    ", @should) if "@is" ne "@should";
    push @wrong, 'it did not run as a secure process' if $tree->{secure} && $seen->{ran} && !$seen->{secure};
    return @wrong;
}

my ($count, $differ);

# One tree: made, started, predicted, compared.
sub tree {
    my ($libc, $name, %tree) = @_;
    my $top = sprintf '%s/%03d%s', $work, ++$count, $tree{suffix} // '';
    make_tree($libc, $top, \%tree);
    if ($tree{secure}) {
        my $program = $tree{run} =~ s{\@\@}{$top}gr;
        chmod 04755, "$top/" . ($tree{cwd} // '.') . "/$program" or die "$program: $!\n";
    }
    my $p = predict($libc, $top, \%tree);
    my $seen = observe($libc, $top, \%tree);
    my @wrong = differences($libc, $top, \%tree, $seen, $p);
    return if !@wrong;
    $differ++;
    print "$libc, $name ($top)\n", map { "  $_\n" } @wrong;
    return;
}

# The commonest tree: bin/prog needs liby.so, which needs libx.so. Extra files win.
sub chain {
    my ($libc, $name, $prog, $liby, $where, %more) = @_;
    my %files = (
        'bin/prog'   => ['program', NEEDED => 'liby.so', @$prog],
        'y/liby.so'  => ['library', SONAME => 'liby.so', NEEDED => 'libx.so', @$liby],
        "$where/libx.so" => ['library', SONAME => 'libx.so'],
        %{ delete $more{files} // {} },
    );
    tree($libc, $name, files => \%files, run => 'bin/prog', %more);
    return;
}

# A program that needs libx.so alone.
sub single {
    my ($libc, $name, $pairs, $where, %more) = @_;
    my %files = (
        'bin/prog' => ['program', NEEDED => 'libx.so', @$pairs],
        (map { ("$_/libx.so" => ['library', SONAME => 'libx.so']) } ref $where ? @$where : $where),
        %{ delete $more{files} // {} },
    );
    tree($libc, $name, files => \%files, run => 'bin/prog', %more);
    return;
}

# ------------------------------------------------------------------------- groups

# formats: which tag the program has, which the library, and where the library's own need lies
sub tags {
    my ($libc) = @_;
    my %prog = (
        'no tag'         => [RUNPATH => '/nowhere'],
        'RPATH'          => [RPATH => '$ORIGIN/../y:$ORIGIN/../a'],
        'RUNPATH'        => [RUNPATH => '$ORIGIN/../y:$ORIGIN/../a'],
        'both'           => [RPATH => '$ORIGIN/../a:$ORIGIN/../y', RUNPATH => '$ORIGIN/../y'],
        'both, reversed' => [RUNPATH => '$ORIGIN/../y', RPATH => '$ORIGIN/../a:$ORIGIN/../y'],
        'two RPATHs'     => [RPATH => '$ORIGIN/../y:$ORIGIN/../a', RPATH => '$ORIGIN/../y'],
        'two RUNPATHs'   => [RUNPATH => '/nowhere', RUNPATH => '$ORIGIN/../y:$ORIGIN/../a'],
        'empty RUNPATH'  => [RPATH => '$ORIGIN/../y:$ORIGIN/../a', RUNPATH => ''],
    );
    my %liby = (
        'no tag'        => [],
        'other RPATH'   => [RPATH => '/nowhere'],
        'other RUNPATH' => [RUNPATH => '/nowhere'],
        'RPATH'         => [RPATH => '$ORIGIN/../b'],
        'RUNPATH'       => [RUNPATH => '$ORIGIN/../b'],
        'both'          => [RPATH => '$ORIGIN/../b', RUNPATH => '/nowhere'],
        'empty RUNPATH' => [RUNPATH => ''],
    );
    for my $p (sort keys %prog) {
        for my $l (sort keys %liby) {
            chain($libc, "program with $p, library with $l, need in $_", $prog{$p}, $liby{$l}, $_) for qw(a b);
        }
    }
    return;
}

# longer ways of inheritance, and who loaded what first
sub depth {
    my ($libc) = @_;
    my %tag = (none => [], RPATH => [RPATH => '$ORIGIN/../d'], RUNPATH => [RUNPATH => '$ORIGIN/../d'], hidden => [RPATH => '$ORIGIN/../d', RUNPATH => '$ORIGIN']);
    for my $a (qw(RPATH RUNPATH)) {
        for my $b (sort keys %tag) {
            for my $c (qw(none RPATH RUNPATH)) {
                tree($libc, "program $a, first library $b, second $c",
                    run => 'bin/prog',
                    files => {
                        'bin/prog'  => ['program', NEEDED => 'liba.so', $a => '$ORIGIN/../l'],
                        'l/liba.so' => ['library', SONAME => 'liba.so', NEEDED => 'libb.so', @{ $tag{$b} }],
                        'l/libb.so' => ['library', SONAME => 'libb.so', NEEDED => 'libc1.so', @{ $tag{$c} }],
                        'd/libb.so' => ['library', SONAME => 'libb.so', NEEDED => 'libc1.so', @{ $tag{$c} }],
                        'd/libc1.so' => ['library', SONAME => 'libc1.so'],
                    });
            }
        }
    }
    for my $order (['liba.so', 'libb.so'], ['libb.so', 'liba.so']) {
        tree($libc, "a diamond, @$order",
            run => 'bin/prog',
            files => {
                'bin/prog'  => ['program', (map { (NEEDED => $_) } @$order), RUNPATH => '$ORIGIN/../l'],
                'l/liba.so' => ['library', SONAME => 'liba.so', NEEDED => 'libx.so', RUNPATH => '$ORIGIN/../1'],
                'l/libb.so' => ['library', SONAME => 'libb.so', NEEDED => 'libx.so', RPATH => '$ORIGIN/../2'],
                '1/libx.so' => ['library', SONAME => 'libx.so', NEEDED => 'libz1.so'],
                '2/libx.so' => ['library', SONAME => 'libx.so', NEEDED => 'libz1.so'],
                '2/libz1.so' => ['library', SONAME => 'libz1.so'],
            });
    }
    return;
}

sub links {
    my ($libc) = @_;
    for my $origin ('$ORIGIN/../lib', '${ORIGIN}/../lib') {
        for my $tag (qw(RPATH RUNPATH)) {
            my @p = ($tag => $origin);
            single($libc, "a link to the program, $tag $origin", \@p, 'lib', run => 'else/where', files => { 'else/where' => ['link', '../bin/prog'] });
            single($libc, "links to links, $tag $origin", \@p, 'lib', run => 'e/1', files => { 'e/1' => ['link', 'f/2'], 'e/f/2' => ['link', '@@/bin/prog'] });
            single($libc, "a hard link to the program, $tag $origin", \@p, 'lib', run => 'else/where',
                files => { 'else/.x' => ['text', ''], 'else/where' => ['hard', 'bin/prog'] });
            single($libc, "a link to the program's folder, $tag $origin", \@p, 'lib', run => 'b/prog', files => { 'b' => ['link', 'bin'] });
        }
    }
    for my $tag (qw(RPATH RUNPATH)) {
        # the library's own link is not resolved, a folder's by the kernel
        tree($libc, "a library that is a link, $tag",
            run => 'bin/prog',
            files => {
                'bin/prog'           => ['program', NEEDED => 'liby.so', RUNPATH => '$ORIGIN/../lib'],
                'lib/liby.so'        => ['link', '../store/lib/liby.so'],
                'store/lib/liby.so'  => ['library', SONAME => 'liby.so', NEEDED => 'libx.so', $tag => '$ORIGIN/../dep'],
                'store/dep/libx.so'  => ['library', SONAME => 'libx.so'],
            });
        tree($libc, "a folder that is a link, $tag",
            run => 'bin/prog',
            files => {
                'bin/prog'           => ['program', NEEDED => 'liby.so', RUNPATH => '$ORIGIN/../lib'],
                'lib'                => ['link', 'store/lib'],
                'store/lib/liby.so'  => ['library', SONAME => 'liby.so', NEEDED => 'libx.so', $tag => '$ORIGIN/../dep'],
                'store/dep/libx.so'  => ['library', SONAME => 'libx.so'],
            });
    }
    return;
}

# Lists with the current folder in them, and what is left of a mangled $ORIGIN.
my @LISTS = (
    '', ':', '::', 'lib:', ':lib', 'lib::other', '/nowhere:', ':/nowhere', 'lib', './lib', '../lib', '.', 'lib/', 'lib//', '$ORIGIN/../lib////', '$ORIGIN/.././lib',
    '$ORIGIN/../lib:$ORIGIN/../lib', '@@/lib:@@/lib/', '@@/other:@@/lib', 'RIGIN/../lib', 'ORIGIN/../lib', '/../lib', '$$ORIGIN/../lib', '\\$ORIGIN/../lib',
    '\'$ORIGIN/../lib\'', '"$ORIGIN/../lib"', '1234ORIGIN/../lib', '$(ORIGIN)/../lib', '{ORIGIN}/../lib', '${ORIGIN/../lib', '$origin/../lib', '$ORIGINX/../lib',
    '@ORIGIN@/../lib', '@loader_path/../lib', ' $ORIGIN/../lib', '$ORIGIN/../lib ', '$ORIGIN/../lib;@@/lib', '$ORIGIN/../lib,@@/lib', 'file/../lib', 'file:lib', '/', '//',
);

sub lists {
    my ($libc) = @_;
    for my $list (@LISTS) {
        for my $cwd ('.', 'lib') {
            single($libc, "RUNPATH '$list' in $cwd", [RUNPATH => $list], 'lib',
                cwd => $cwd, run => '@@/bin/prog', files => { 'RIGIN' => ['folder'], 'ORIGIN' => ['folder'], 'file' => ['text', 'no folder'] });
        }
    }
    # an inherited one means the same folder, and what is found in a relative one has a relative $ORIGIN
    for my $list (':', 'y', 'RIGIN/../y') {
        chain($libc, "RPATH '$list', inherited", [RPATH => $list], [], 'y', files => { 'RIGIN' => ['folder'] });
        chain($libc, "a library found by '$list' with an \$ORIGIN", [RUNPATH => $list], [RUNPATH => '$ORIGIN/../x'], 'x',
            cwd => $list eq ':' ? 'y' : '.', run => '@@/bin/prog', files => { 'RIGIN' => ['folder'] });
    }
    return;
}

sub tokens {
    my ($libc) = @_;
    my $w = probe_world($libc);
    my ($lib, $platform) = ($w->{lib} // 'lib64', $w->{platform} // 'machine');
    for my $list ('$ORIGIN/../$LIB', '${ORIGIN}/../${LIB}', '@@/$LIB', '@@/$PLATFORM', '@@/${PLATFORM}', '$ORIGIN/../$LIB:$ORIGIN/../lib',
        '$ORIGIN', '${ORIGIN}', '$ORIGIN:', '$ORIGIN-x', '$ORIGIN_x', '$ORIGINX', '$ORIGIN9', '$ORIGINx', '$ORIGIN.x', '$ORIGIN/$ORIGIN', 'x$ORIGIN', '/$ORIGIN/../lib', '@@/$FOO', '@@/$', '$',
        '$LIB', '@@/$LIBX', '@@/${LIB', '@@/$LIB/$PLATFORM', '$ORIGIN$ORIGIN', '@@/$ISALIST', '${ORIGIN}x', '${ORIGIN}}', '$ORIGIN/../lib:@@/$FOO') {
        my $is_single = $libc eq 'glibc' || $list !~ /LIB|PLATFORM/;
        single($libc, "RUNPATH '$list'", [RUNPATH => $list], ["lib", $lib eq 'lib' ? () : $lib, $platform, '$FOO', '$', '$LIBX', '$ISALIST', "$lib/$platform", 'bin-x', 'bin.x', 'binX', 'bin9', 'bin']);
    }
    return;
}

sub slashes {
    my ($libc) = @_;
    for my $name ('lib/libx.so', './lib/libx.so', '@@/lib/libx.so', 'libs/../lib/libx.so', '$ORIGIN/../lib/libx.so', '${ORIGIN}/../lib/libx.so', '@@/$LIB/libx.so', '$FOO/libx.so') {
        tree($libc, "the program needs $name", run => 'bin/prog',
            files => { 'bin/prog' => ['program', NEEDED => $name, RPATH => '@@/lib'], 'lib/libx.so' => ['library', SONAME => 'libx.so'], '$FOO/libx.so' => ['library'] });
        tree($libc, "a library needs $name", run => 'bin/prog',
            files => {
                'bin/prog' => ['program', NEEDED => 'liby.so', RPATH => '$ORIGIN/../y'], 'y/liby.so' => ['library', NEEDED => $name],
                'lib/libx.so' => ['library', SONAME => 'libx.so']
            });
    }
    my @lib = ('lib/libx.so' => ['library', SONAME => 'libx.so'], 'lib/libz1.so' => ['link', 'libx.so']);
    tree($libc, 'a path and then the name', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => '@@/lib/libx.so', NEEDED => 'libx.so', RPATH => '@@/lib'], @lib });
    tree($libc, 'a name and then the path', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => 'libx.so', NEEDED => '@@/lib/libx.so', RPATH => '@@/lib'], @lib });
    tree($libc, 'two names of one file', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => 'libx.so', NEEDED => 'libz1.so', NEEDED => 'libx.so', RPATH => '@@/lib'], @lib });
    tree($libc, 'another name first', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => 'libz1.so', NEEDED => 'libx.so', RPATH => '@@/lib'], @lib });
    tree($libc, 'a path with another name', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => '@@/lib/libz1.so', NEEDED => 'libz1.so', NEEDED => 'libx.so', RPATH => '@@/lib'], @lib });
    tree($libc, 'a soname that another file has', run => 'bin/prog',
        files => { 'bin/prog' => ['program', NEEDED => 'liba.so', NEEDED => 'libx.so', RPATH => '@@/lib'], 'lib/liba.so' => ['library', SONAME => 'libx.so'], 'lib/libx.so' => ['library', SONAME => 'libx.so'] });
    tree($libc, 'no soname', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => 'libx.so', NEEDED => 'libx.so', RPATH => '@@/lib'], 'lib/libx.so' => ['library'] });
    tree($libc, 'the program is called so', run => 'bin/prog', files => { 'bin/prog' => ['program', SONAME => 'libx.so', NEEDED => 'libx.so', RPATH => '@@/lib'], 'lib/libx.so' => ['library'] });
    tree($libc, 'a circle', run => 'bin/prog',
        files => {
            'bin/prog' => ['program', NEEDED => 'liba.so', RPATH => '@@/lib'], 'lib/liba.so' => ['library', NEEDED => 'libb.so', SONAME => 'liba.so'],
            'lib/libb.so' => ['library', NEEDED => 'liba.so', SONAME => 'libb.so']
        });
    return;
}

# Things that are no library, before one that is.
sub unfit {
    my ($libc) = @_;
    my $wide = ord(substr $template{$libc}{library}{bytes}, 4, 1) == 2;
    my @thing = (
        text => ['text', "no library\n"],
        empty => ['text', ''],
        'a linker script' => ['text', "/* GNU ld script */\nINPUT(libx.so.1)\n" . ' ' x 100],
        folder => ['folder'],
        'a dangling link' => ['link', 'nothing'],
        'a circle of links' => ['link', 'libx.so'],
        program => ['program'],
    );
    push @thing,
        'another class' => ['poke', 4, chr($wide ? 1 : 2)],
        'another machine' => ['poke', 18, "\x08\x00"],
        'another byte order' => ['poke', 5, "\2"],
        'a relocatable' => ['poke', 16, "\1\0"],
        'a core' => ['poke', 16, "\4\0"],
        'an odd phentsize' => ['poke', $wide ? 54 : 42, "\x40\0"]
        if $libc eq 'glibc';
    while (my ($name, $file) = splice @thing, 0, 2) {
        single($libc, "$name in front, $_", [$_ => '$ORIGIN/../first:$ORIGIN/../lib'], 'lib', files => { 'first/libx.so' => $file }) for qw(RPATH RUNPATH);
        single($libc, "$name alone", [RUNPATH => '$ORIGIN/../first'], [], files => { 'first/libx.so' => $file });
    }
    single($libc, 'nothing at all', [], []);
    single($libc, 'no such folder', [RUNPATH => '$ORIGIN/../none'], []);
    single($libc, 'a folder that is a file', [RUNPATH => '@@/file:$ORIGIN/../lib'], 'lib', files => { file => ['text', ''] });
    single($libc, 'a folder in a circle of links', [RUNPATH => '@@/loop:$ORIGIN/../lib'], 'lib', files => { loop => ['link', 'loop'] });
    single($libc, 'a relative folder in a circle of links', [RUNPATH => 'loop:$ORIGIN/../lib'], 'lib', files => { loop => ['link', 'loop'] });
    chain($libc, 'a need of a library is missing', [RUNPATH => '$ORIGIN/../y'], [], 'other');
    return;
}

sub environment {
    my ($libc) = @_;
    for my $tag (qw(RPATH RUNPATH)) {
        for my $env ('@@/env', '@@/none:@@/env', '@@/env;@@/other', '', ':', 'env', '$ORIGIN/../env', '@@/$LIB', "\@\@/none\n\@\@/env", '@@/env/') {
            single($libc, "LD_LIBRARY_PATH '$env' and $tag", [$tag => '$ORIGIN/../lib'], ['lib', 'env', 'other'], env => $env) if $env !~ /\n/;
            single($libc, "LD_LIBRARY_PATH '$env' and $tag elsewhere", [$tag => '/nowhere'], ['env'], env => $env) if $env !~ /\n/;
        }
    }
    return;
}

sub group_tags        { tags('glibc');        return }
sub group_depth       { depth('glibc');       return }
sub group_links       { links('glibc');       return }
sub group_lists       { lists('glibc');       return }
sub group_tokens      { tokens('glibc');      return }
sub group_slashes     { slashes('glibc');     return }
sub group_unfit       { unfit('glibc');       return }
sub group_environment { environment('glibc'); return }

sub group_musl_tags        { tags('musl');        return }
sub group_musl_depth       { depth('musl');       return }
sub group_musl_links       { links('musl');       return }
sub group_musl_lists       { lists('musl');       return }
sub group_musl_tokens      { tokens('musl');      return }
sub group_musl_slashes     { slashes('musl');     return }
sub group_musl_unfit       { unfit('musl');       return }
sub group_musl_environment { environment('musl'); return }

# What only glibc has: -z nodefaultlib, subfolders for the processor, auxiliary libraries.
sub group_special {
    my $nodeflib = 0x800;
    for my $name ('libm.so.6', 'libnowhere.so.1') {
        tree('glibc', "$name without default folders", run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => $name, FLAGS_1 => $nodeflib] });
        tree('glibc', "$name, of a library without them", run => 'bin/prog',
            files => { 'bin/prog' => ['program', NEEDED => 'liby.so', RPATH => '$ORIGIN'], 'bin/liby.so' => ['library', NEEDED => $name, FLAGS_1 => $nodeflib] });
        # without a C library glibc's own libm cannot be loaded
        next if $name eq 'libm.so.6';
        tree('glibc', "$name, of a library with them", run => 'bin/prog',
            files => { 'bin/prog' => ['program', NEEDED => 'liby.so', RPATH => '$ORIGIN', FLAGS_1 => $nodeflib], 'bin/liby.so' => ['library', NEEDED => $name] });
    }
    my @sub = @{ probe_world('glibc')->{subfolders} };
    for my $i (grep { $_ < 6 } 0 .. $#sub) {
        single('glibc', "a library in $sub[$i]", [RUNPATH => '$ORIGIN/../lib'], ['lib', map { "lib/$_" } grep { $_ ne $sub[$i] || 1 } @sub[$i .. $#sub]]);
        single('glibc', "a library only in $sub[$i]", [RPATH => '$ORIGIN/../other:$ORIGIN/../lib'], ["lib/$sub[$i]"], files => { 'other' => ['folder'] });
    }
    for my $tag (qw(AUXILIARY FILTER)) {
        for my $needed ('libx.so', 'libnowhere.so') {
            tree('glibc', "$tag $needed", run => 'bin/prog',
                files => {
                    'bin/prog' => ['program', NEEDED => 'liby.so', NEEDED => 'libz1.so', RPATH => '$ORIGIN'],
                    'bin/liby.so' => ['library', $tag => $needed, NEEDED => 'liba.so'],
                    'bin/libx.so' => ['library', NEEDED => 'libb.so'],
                    'bin/libz1.so' => ['library', NEEDED => 'libd.so'],
                    (map { ("bin/lib$_.so" => ['library']) } qw(a b d)),
                });
        }
    }
    tree('glibc', 'an empty need', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => '', NEEDED => 'libx.so', RPATH => '$ORIGIN'], 'bin/libx.so' => ['library'] });
    for my $suffix (':1', ';1', ' 1', '$ORIGIN') {
        single('glibc', "a tree below '$suffix'", [RUNPATH => '$ORIGIN/../lib'], 'lib', suffix => $suffix);
    }
    single('glibc', 'a long path', [RUNPATH => '$ORIGIN/../lib'], 'lib', suffix => '/' . join('/', ('x' x 100) x 6));
    return;
}

# What only musl does: newlines, and its buffer.
sub group_musl_special {
    for my $list ("\@\@/none\n\$ORIGIN/../lib", "\n\n\@\@/lib\n", '$ORIGIN/../lib:$FOO', '$ORIGINX/../lib', '${ORIGIN}X/../lib', '$ORIGIN/../$LIB:$ORIGIN/../lib', '$ORIGIN//..//lib//') {
        single('musl', 'RUNPATH ' . $list =~ s/\n/\\n/gr, [RUNPATH => $list], ['lib', 'binX/../lib']);
    }
    for my $suffix (':1', ';1', ' 1') {
        single('musl', "a tree below '$suffix'", [RUNPATH => '$ORIGIN/../lib:@@/other'], ['lib', 'other'], suffix => $suffix);
    }
    # a path of 512 bytes, and an $ORIGIN of 512, are too long
    for my $n (400, 490 .. 496, 500 .. 506, 600) {
        my $suffix = substr '/' . join('/', ('x' x 99) x 6), 0, $n - length "$work/000";
        $suffix =~ s{/\z}{x};
        single('musl', "a tree whose path has $n bytes", [RUNPATH => '$ORIGIN/../lib:lib'], 'lib', suffix => $suffix);
    }
    tree('musl', 'names of musl itself', run => 'bin/prog',
        files => { 'bin/prog' => ['program', (map { (NEEDED => $_) } qw(libc.so.6 libm.so.6 libpthread.so.0 librt.so.1 libdl.so.2 libmx.so)), RPATH => '$ORIGIN'], (map { ("bin/$_" => ['library']) } qw(libc.so.6 libm.so.6 libmx.so)) });
    tree('musl', 'a long name', run => 'bin/prog', files => { 'bin/prog' => ['program', NEEDED => 'lib' . 'x' x 250 . '.so', RPATH => '$ORIGIN'] });
    return;
}

# A program with the set-user-id bit, started by somebody else.
sub secure {
    my ($libc) = @_;
    my $standard = $libc eq 'glibc' ? '/usr/lib' : '/lib';
    my @s = (secure => 1, run => './bin/prog', cwd => '.');
    for my $tag (qw(RPATH RUNPATH)) {
        for my $list ('$ORIGIN/../lib', '${ORIGIN}/../lib', '@@/lib', 'lib', 'lib:', ':', 'RIGIN/../lib', '$ORIGIN', 'x$ORIGIN/../lib', '/$ORIGIN/../lib', '$ORIGIN/../lib:@@/other',
            '@@/$LIB:@@/lib', '$ORIGIN/../../../../../../../../../../../../../usr/lib:@@/lib', '$FOO/../lib', '$$ORIGIN/../lib', '/../lib', '') {
            single($libc, "set-id, $tag '$list'", [$tag => $list], ['lib', 'other'], @s, files => { RIGIN => ['folder'] });
        }
        chain($libc, "set-id, a library's \$ORIGIN, $tag", [$tag => '@@/y'], [$tag => '$ORIGIN/../b'], 'b', @s);
        chain($libc, "set-id, a library's x\$ORIGIN, $tag", [$tag => '@@/y'], [$tag => '/$ORIGIN/../b:@@/b'], 'b', @s);
        chain($libc, "set-id, a relative library's \$ORIGIN, $tag", [$tag => 'y'], [$tag => '$ORIGIN/../b'], 'b', @s);
    }
    single($libc, 'set-id, LD_LIBRARY_PATH', [RUNPATH => '/nowhere'], 'lib', @s, env => '@@/lib');
    single($libc, 'set-id, LD_LIBRARY_PATH beside a RUNPATH', [RUNPATH => '@@/lib'], ['lib', 'env'], @s, env => '@@/env');
    return;
}

sub group_secure      { secure('glibc'); return }
sub group_musl_secure { secure('musl');  return }

# Chance: trees of up to five libraries in four folders, with lists of what the groups above have one by one.
my $seed;
sub below { my ($n) = @_; $seed = ($seed * 1103515245 + 12345) % 2147483648; return int($seed / 65536) % $n }
sub pick { return $_[below(scalar @_)] }

sub chance {
    my ($libc, $number) = @_;
    my @folder = qw(lib dep opt/lib bin);
    my @element = ('$ORIGIN', '$ORIGIN/../lib', '$ORIGIN/../dep', '${ORIGIN}/../opt/lib', '@@/lib', '@@/dep', '@@/opt/lib/', 'lib', '', 'dep', '/nowhere', 'RIGIN/../lib', '$ORIGIN/../../dep', '@@/link');
    push @element, '$FOO/../lib', '@@/$LIB', '$ORIGINX' if $libc eq 'glibc' || $number % 5 == 0;
    $seed = $number;
    my @name = map { "lib$_.so" } qw(a b d e f)[0 .. 1 + below(4)];
    my $tags = sub {
        my @t;
        for my $tag (qw(RPATH RUNPATH)) { push @t, $tag => join(':', map { pick(@element) } 0 .. below(3)) if below(5) < 2 }
        return @t;
    };
    my %files = (RIGIN => ['folder'], link => ['link', pick(qw(lib dep opt))]);
    my @some = grep { below(3) } @name;
    $files{'bin/prog'} = ['program', (map { (NEEDED => $_) } @some ? @some : $name[0]), (below(4) ? ('RPATH', '$ORIGIN/../lib:$ORIGIN/../opt/lib') : $tags->())];
    for my $name (@name) {
        for my $folder (grep { below(5) < 2 } @folder) {
            my @needs = map { (NEEDED => pick(@name)) } 1 .. below(4);
            $files{"$folder/$name"} = ['library', (below(3) ? (SONAME => $name) : ()), @needs, $tags->(), below(8) ? () : (FLAGS_1 => 0x800)];
        }
        $files{ pick(@folder) . "/$name" } //= pick(['link', '../dep/' . pick(@name)], ['link', "\@\@/opt/lib/$name"], ['library']);
    }
    tree($libc, "chance $number", files => \%files, cwd => pick('.', 'bin', 'lib2'), run => '@@/bin/prog', below(4) ? () : (env => pick('@@/dep', 'lib:@@/opt/lib', '$ORIGIN/../lib')),
        files => { %files, 'lib2' => ['folder'] });
    return;
}

sub group_chance      { chance('glibc', $_) for 1 .. 100; return }
sub group_musl_chance { chance('musl', $_)  for 1 .. 60;  return }

# ----------------------------------------------------------------------------- main

$model_pid = open2($from, $to, $model) or die "$model: $!\n";
$to->autoflush(1);
order("cache\t/etc/ld.so.cache") if -e '/etc/ld.so.cache';
my $top = $work;
my $bad = 0;
for my $group (@ARGV) {
    my $run = main->can("group_$group") or die "no group $group\n";
    $work = "$top/$group";
    make_path($work);
    ($count, $differ) = (0, 0);
    %world = ();
    %template = ();
    make_templates($group =~ /\Amusl/ ? 'musl' : 'glibc');
    $run->();
    print "$group: $count trees, $differ differ\n";
    $bad += $differ;
}
close $to;
waitpid $model_pid, 0;
exit($bad ? 1 : 0);
