#!/usr/bin/perl
# usage: shebang-matrix.pl F_SHEBANG INTERPRETER FOLDER [NAME=LIST...]
# Scripts with relative shebangs, started in every way: languages x shells that
# stand for /bin/sh x forms x starts.  F_SHEBANG is tests/unit/f_shebang, INTERPRETER
# what shebang-interpreter.c was built to, FOLDER a new one without blanks in its
# path.  LANGUAGES, SHELLS, FORMS and STARTS choose, each by names with commas
# between.  /bin/sh itself stays: the first line of the script that is run names
# another shell, by a link whose name is sh; the form for env finds that on PATH.
# Prints each cell that fails and a line for what is missing, then the sum.  Exits
# with 1 if a cell fails.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Path qw(make_path remove_tree);

my ($convert, $wrapper, $folder, @chosen) = @ARGV;
defined $folder or die "usage: shebang-matrix.pl F_SHEBANG INTERPRETER FOLDER [NAME=LIST...]\n";
my %chosen = map { /^(\w+)=(.+)$/ ? ($1, [split /,/, $2]) : die "shebang-matrix.pl: $_ is no NAME=LIST\n" } @chosen;

# What each prints: RAN, and the words that it got.
my %language = (
    python3 => ['-u', "'a docstring'\nfrom __future__ import annotations\nimport os, sys\nprint(os.environ['RAN'])\nfor a in sys.argv[1:]: print('<%s>' % a)\n"],
    perl => ['-w', "use strict;\nprint \"\$ENV{RAN}\\n\", map { \"<\$_>\\n\" } \@ARGV;\n"],
    ruby => ['-W1', "# frozen_string_literal: true\nputs ENV['RAN']\nARGV.each { |a| puts \"<#{a}>\" }\n"],
    tclsh => ['', "puts \$env(RAN)\nforeach a \$argv { puts <\$a> }\n"],
    node => ['--no-warnings', "'use strict';\n(function () { console.log([process.env.RAN].concat(process.argv.slice(2).map(a => `<\${a}>`)).join('\\n')); })()\n"],
    'lua5.4' => ['-W', "print(os.getenv('RAN'))\nfor i = 1, #arg do print('<' .. arg[i] .. '>') end\n"],
    bash => ['-e', "printf '%s\\n' \"\$RAN\" \"\${\@/#/<}\" | sed 's/^<.*\$/&>/'\n"],
    gawk => ['-f', "BEGIN { print ENVIRON[\"RAN\"]; for (i = 1; i < ARGC; i++) print \"<\" ARGV[i] \">\" }\n"],
    mawk => ['-f', "BEGIN { print ENVIRON[\"RAN\"]; for (i = 1; i < ARGC; i++) print \"<\" ARGV[i] \">\" }\n"],
);
my @words = ('a b', '*', '', '$HOME', "it's");

# A start says where the program is begun, by which words, and by which PATH; %s
# is the name of the script, T the tree, L the folder of links.
my %start = (
    absolute => ['/', 'T/bin/%s'],
    path => ['/', '%s', 'T/bin'],
    relative => ['T', 'bin/%s'],
    'relative-link' => ['L', './%s.relative'],
    'absolute-link' => ['/', 'L/%s.absolute'],
    'chained-link' => ['/', 'L/%s.chained'],
    'linked-folder' => ['/', 'L/bin/%s'],
    blanks => ['/', 'B/bin/%s'],
    metacharacters => ['/', 'Q/bin/%s'],
    moved => ['/', 'M/bin/%s'],
    'empty-path' => ['T/bin', '%s', ''],
    'sh-script' => ['T/bin', ['sh', '%s']],
);
my %tree = (T => 'tree', B => 'blanks/a  b', Q => q{quotes/'"$p`;*&(#)!?[x]~\\}, M => 'moving');
my @starts = qw(absolute path relative relative-link absolute-link chained-link linked-folder blanks metacharacters moved empty-path sh-script);
my @shells = qw(dash bash busybox ksh mksh zsh);
my @languages = qw(python3 perl ruby tclsh node lua5.4 bash gawk mawk);
my $inner = q{in ner's $x};

# The one-line form has no line for a shell to run.
sub is_excepted { my ($form, $start) = @_; return $form eq 'env' && $start eq 'sh-script' }

sub chosen {
    my ($name, $known) = @_;
    my %known = map { $_ => 1 } @$known;
    for (@{$chosen{$name} || []}) { $known{$_} or die "shebang-matrix.pl: no $_ in $name\n" }
    return @{$chosen{$name} || $known};
}

# The interpreter's own path: what stands on PATH may be a script that chooses.
sub find_program {
    my ($name) = @_;
    for (split /:/, $ENV{PATH}) {
        next unless -x "$_/$name" && ! -d _;
        return "$_/$name" if $name ne 'python3';
        my $real = qx{'$_/$name' -c 'import sys; print(sys.executable)'};
        chomp $real;
        return $real;
    }
    return;
}

sub write_file {
    my ($path, $text) = @_;
    open my $f, '>', $path or die "$path: $!\n";
    print $f $text;
    close $f or die "$path: $!\n";
    chmod 0755, $path or die "$path: $!\n";
}

sub read_file { open my $f, '<', $_[0] or die "$_[0]: $!\n"; local $/; return scalar <$f> }

# What a program printed, all of it, and its status.
sub output_of {
    my ($where, $path, @command) = @_;
    my $child = open(my $out, '-|') // die "fork: $!\n";
    if (!$child) {
        alarm 60; # outlives exec
        open STDIN, '<', '/dev/null';
        open STDERR, '>&', \*STDOUT;
        $ENV{PATH} = $path;
        chdir $where or die "$where: $!\n";
        exec { $command[0] } @command or die "$command[0]: $!\n";
    }
    local $/;
    my $text = <$out>;
    close $out;
    return ($text // '', $?);
}

sub converted {
    my ($form, $name, $text) = @_;
    write_file("$folder/original", $text);
    my ($out, $status) = output_of($folder, $ENV{PATH}, 'sh', '-c', 'exec "$@" <original', 'sh', $convert, $form, "../$inner/$name");
    $status == 0 or die "shebang-matrix.pl: $form $name: $out\n";
    return $out;
}

# Puts a script and its interpreter into every tree, and links to it beside.
sub install {
    my ($script, $name, $text, $real) = @_;
    for (values %tree) {
        my $at = "$folder/$_";
        make_path("$at/bin", "$at/$inner");
        write_file("$at/bin/$script", $text);
        next if -e "$at/$inner/$name";
        link $wrapper, "$at/$inner/$name" or system('cp', $wrapper, "$at/$inner/$name") == 0 or die "$at: $!\n";
        symlink $real, "$at/$inner/real.$name";
    }
    symlink "../tree/bin/$script", "$folder/links/$script.relative";
    symlink "$folder/tree/bin/$script", "$folder/links/$script.absolute";
    symlink "chain/$script", "$folder/links/$script.chained";
    symlink "../$script.relative", "$folder/links/chain/$script";
}

sub place { my ($text, $script) = @_; $text =~ s/%s/$script/; $text =~ s{^([TBQML])(?=/|$)}{"$folder/" . ($tree{$1} // 'links')}e; return $text }

# Runs one cell; returns what was wrong with it, or nothing.
sub cell {
    my ($form, $language, $shell, $start) = @_;
    my ($where, $what, $path) = @{$start{$start}};
    my $script = "$form-$shell-$language";
    my @command = map { place($_, $script) } ref $what ? @$what : ($what);
    my $at = "$folder/" . $tree{$command[0] =~ m{/blanks/} ? 'B' : $command[0] =~ m{/quotes/} ? 'Q' : $command[0] =~ m{/moved/} ? 'M' : 'T'};
    $command[0] = "$folder/shells/$shell/sh" if $command[0] eq 'sh';
    my $search = "$folder/shells/$shell:$ENV{PATH}";
    $search = place($path, $script) . ":$search" if defined $path;
    my ($is, $status) = output_of(place($where, $script), $search, 'env', @command, @words);
    my $should = join '', map { "$_\n" } "$at/$inner/$language", map { "<$_>" } @words;
    return if $is eq $should && $status == 0;
    return "status $status, printed:\n$is";
}

$folder =~ /\s/ and die "shebang-matrix.pl: a blank in $folder, which no first line can name\n";
remove_tree($folder);
make_path("$folder/links/chain", "$folder/moved");
symlink '../tree/bin', "$folder/links/bin";
my ($good, $bad, $excepted) = (0, 0, 0);
my (@found, @installed);
for my $shell (chosen('SHELLS', \@shells)) {
    my $real = find_program($shell) or print("missing: $shell\n"), next;
    make_path("$folder/shells/$shell");
    symlink $real, "$folder/shells/$shell/sh";
    push @found, $shell;
}
my @forms = chosen('FORMS', ['own', 'env']);
for my $language (chosen('LANGUAGES', \@languages)) {
    my $real = find_program($language) or print("missing: $language\n"), next;
    my ($argument, $body) = @{$language{$language}};
    for my $form (@forms) {
        my $text = converted($form, $language, "#!/old/place/bin/$language" . ($argument && " $argument") . "\n$body");
        for my $shell (@found) {
            my $copy = $text;
            $copy =~ s{^#!/bin/sh\n}{#!$folder/shells/$shell/sh\n} or $form eq 'env' or die "shebang-matrix.pl: no #!/bin/sh in $language\n";
            install("$form-$shell-$language", $language, $copy, $real);
            push @installed, [$form, $language, $shell];
        }
    }
}
rename "$folder/$tree{M}", "$folder/moved/tree" or die "move: $!\n";
$tree{M} = 'moved/tree';
for (@installed) {
    my ($form, $language, $shell) = @$_;
    for my $start (chosen('STARTS', \@starts)) {
        if (is_excepted($form, $start)) { $excepted++; next }
        my $wrong = cell($form, $language, $shell, $start);
        if (defined $wrong) { $bad++; print "$form $language $shell $start: $wrong\n" }
        else { $good++ }
    }
}
print "$good right, $bad wrong, $excepted cannot be: a script of the form env is no shell script\n";
exit($bad != 0);
