#!/usr/bin/perl
# judge.pl FOLDER LIBRARIES SMOKE - is the tree that was moved to FOLDER/new/home sound? Called by cell.sh.
# judge.pl FOLDER LIBRARIES SMOKE TREE - is TREE, which was mended, sound? Called by story.
#
# One line on stdout: the counts, and in front of them what is wrong, if anything; exits 0 only if nothing is.
# Everything that was looked at goes to stderr.
#
# A smoke test that ends well proves little: without a right rpath most programs find the *system's* copy of their own
# library and run happily. So three more things are asked, each by another witness:
#   - readelf: every program and library has the wanted rpath element, and none that is broken; in a mended tree it has
#     what it needs, which ldd tells, and nothing that leads to where the tree was made;
#   - ldd: every library of the tree's own that any file needs, itself or through another, is the tree's;
#   - the loader's diary of the smoke test (LD_DEBUG=libs): none of them was loaded from elsewhere, at least one was
#     loaded, and where the recipe says there are no own libraries (LIBRARIES=no), there are none.
use strict;
use warnings;

my ($folder, $libraries, $smoke, $mended) = @ARGV;
my $tree = $mended // "$folder/new/home";
my (@wrong, %file, %own);

$ENV{LC_ALL} = 'C';
delete @ENV{grep { /^LD_/ } keys %ENV};

sub lines { # of a command's output, without a shell in between
    open(my $pipe, '-|', @_) or die "cannot run $_[0]: $!\n";
    chomp(my @lines = <$pipe>);
    close $pipe; # a status other than 0 is no news: readelf and ldd have their reasons
    return @lines;
}

sub is_elf {
    open(my $handle, '<:raw', $_[0]) or return 0;
    read($handle, my $magic, 4) or return 0;
    return $magic eq "\x7fELF";
}

sub name { return $_[0] =~ m{([^/]+)\z} ? $1 : $_[0] }
sub inside { return index($_[0], "$tree/") == 0 }
sub wrong { # in words that stay readable: the long paths are all of three places
    my $text = join ' ', @_;
    $text =~ s/\Q$tree\E(?![^\/:\s])/TREE/g;
    $text =~ s/\Q$folder\E\/(prefix|build)(?![^\/:\s])/\U$1/g;
    push @wrong, $text;
}

# What is in the tree, and by which names its libraries can be asked for.
for my $path (lines('find', $tree, '(', '-type', 'f', '-o', '-type', 'l', ')')) {
    my $shared = name($path) =~ /\.so(?:\.|\z)/;
    if (-l $path) {
        $own{name($path)} = 1 if $shared && -e $path;
        next;
    }
    next unless is_elf($path);
    my %elf = (needed => [], rpath => []);
    for (lines('readelf', '-hdW', $path)) {
        $elf{type} = $1 if /^\s+Type:\s+(\w+)/;
        push @{$elf{needed}}, $1 if /\(NEEDED\).*\[(.*)\]/;
        push @{$elf{rpath}}, $1 if /\((?:RPATH|RUNPATH)\).*\[(.*)\]/;
        $own{$1} = 1 if /\(SONAME\).*\[(.*)\]/;
    }
    next unless ($elf{type} || '') =~ /^(?:EXEC|DYN)$/;
    next unless @{$elf{needed}} || @{$elf{rpath}}; # static: no loader, no rpath
    $own{name($path)} = 1 if $shared;
    $file{substr $path, 1 + length $tree} = \%elf;
}

# The rpaths. Well-formed elements beside the wanted one are the package's own business (libtool's PREFIX/lib, say).
my $right = 0;
for my $path (sort keys %file) {
    my @elements = map { split /:/, $_, -1 } @{$file{$path}{rpath}};
    my $found = grep { m{^\$(?:ORIGIN|\{ORIGIN\})/\.\./lib/?\z} } @elements;
    my @broken = grep { !m{^(?:\$(?:ORIGIN|\{ORIGIN\})|/(?!\.\.(?:/|\z))[^\$'"\\]*)(?:/[^\$'"\\]*)?\z} } @elements;
    push @broken, grep { index("$_/", "$folder/") == 0 } @elements if $mended;
    $right++ if $mended ? !@broken : $found;
    my $text = @{$file{$path}{rpath}} ? join(' | ', @{$file{$path}{rpath}}) : '(none)';
    print STDERR "judge: $path: rpath $text\n";
    wrong("rpath of $path: $text;") if (!$mended && !$found) || @broken;
}

# Who gets which library, file by file.
my ($wants, $gets) = (0, 0);
for my $path (sort keys %file) {
    for (lines('env', '-i', 'PATH=/usr/bin:/bin', 'ldd', "$tree/$path")) {
        my ($library, $target) = /^\s*(\S+) => (.*?)(?: \(0x[0-9a-f]+\))?\s*\z/ or next;
        next unless $own{name($library)};
        $wants++;
        print STDERR "judge: $path: needs $library, gets $target\n";
        if (inside($target)) { $gets++ } else { wrong("$path gets $library: $target;") }
    }
}

# What the programs did when they ran.
my $loaded = 0;
for my $diary (glob "$folder/diary/*") {
    open(my $handle, '<', $diary) or next;
    while (<$handle>) {
        my ($library) = m{calling init: (/.*\S)} or next;
        next unless $own{name($library)};
        print STDERR "judge: ", name($diary), ": loaded $library\n";
        if (inside($library)) { $loaded++ } else { wrong(name($diary), "loaded $library;") }
    }
}

wrong("smoke test exits with $smoke;") if $smoke;
wrong('no program or library installed;') unless %file;
wrong("installed at the old prefix again;") if -e "$folder/prefix" || -e "$folder/build";
if ($libraries eq 'yes') {
    wrong('nothing needs a library of its own, so this proves nothing;') unless $wants;
    wrong('the smoke test loaded no library of the tree;') unless $loaded;
} elsif ($wants) {
    wrong('the recipe says that there are no own libraries, but there are;');
}

my $more = @wrong > 2 ? sprintf(' and %d more;', @wrong - 2) : '';
print join(' ', @wrong[0 .. ($#wrong < 1 ? $#wrong : 1)]), $more, @wrong ? ' ' : '',
    sprintf("right rpath %d/%d, own libraries found %d/%d, loaded %d\n", $right, scalar keys %file, $gets, $wants, $loaded);
exit(@wrong ? 1 : 0);
