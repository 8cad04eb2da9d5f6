# A copy of the sources that is built and tested in a temporary folder, for programs that spoil sources on purpose.
package Copy;
use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
our @EXPORT = qw(slurp spew);

sub slurp { my ($path) = @_; open my $f, '<', $path or die "$path: $!\n"; local $/; return scalar <$f> // '' }
sub spew { my ($path, $text) = @_; open my $f, '>', $path or die "$path: $!\n"; print $f $text; close $f or die "$path: $!\n"; return }
sub quote { my ($s) = @_; $s =~ s/'/'\\''/g; return "'$s'" }

# Copies the sources, configures, builds and installs them. $verbose tells more on stderr.
sub new {
    my ($class, $src, $verbose) = @_;
    my $top = tempdir('originld-copy-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $self = bless { top => $top, tree => "$top/tree", build => "$top/build", stage => "$top/stage", verbose => $verbose }, $class;
    mkdir $_ for $self->{tree}, $self->{build};
    system('cd ' . quote($src) . " && tar -c -f - --exclude=.git --exclude='*.o' configure Makefile.in README.md LICENSE .gitignore .ci docs shim tests | tar -x -f - -C '$self->{tree}'") == 0
        or die "cannot copy $src\n";
    $self->sh("'$self->{tree}/configure' --quiet") && $self->build or die "the sources do not build:\n" . $self->log;
    return $self;
}

sub say_more { my ($self, @text) = @_; print STDERR @text if $self->{verbose}; return }
sub log { my ($self) = @_; return slurp("$self->{top}/log") }

# What the last test said.
sub said { my ($self) = @_; return slurp("$self->{top}/test.log") }

# A shell's command in the build folder.
sub sh {
    my ($self, $command) = @_;
    $self->say_more("  $command\n");
    return system("cd '$self->{build}' && { $command; } >>'$self->{top}/log' 2>&1") == 0;
}

sub build { my ($self) = @_; return $self->sh("make -j2 all && make DESTDIR='$self->{stage}' install") }
sub shim { my ($self) = @_; return "$self->{stage}/usr/local/libexec/originld/shim" }

# Puts another text into a source. What was built from the one before goes, since a file's time may be the same within a second.
sub edit {
    my ($self, $file, $text) = @_;
    spew("$self->{tree}/$file", $text);
    my $object = $file =~ s/\.c$//r;
    unlink map { "$self->{build}/$object$_" } '.o', '.shim.o';
    return;
}

# Whether a test passes: t_NAME, t_NAME.pl, or NN-NAME.bats with perhaps a colon and a part of tests' names.
sub passes {
    my ($self, $test, $seconds) = @_;
    my ($name, $filter) = split /:/, $test, 2;
    my $stage = "$self->{stage}/usr/local";
    my %env = (
        SRC => $self->{tree}, BUILD => $self->{build}, STAGE => $stage, BIN => "$stage/bin", LIBEXEC => "$stage/libexec/originld",
        KIND => slurp("$self->{build}/shim-kind") =~ s/\s//gr, MAKE => 'make', TOOLS => "$self->{tree}/tests/tools", RANDOM => 3000, IDENTITY => 500,
    );
    local %ENV = (%ENV, map { ("ORIGINLD_TEST_$_" => $env{$_}) } keys %env);
    my $log = "$self->{top}/test.log";
    my $command = $name =~ /\.bats$/ ? 'bats --tap ' . (defined $filter ? '-f ' . quote($filter) : '') . " '$self->{tree}/tests/$name'"
        : $name =~ /\.pl$/ ? "perl '$self->{tree}/tests/unit/$name'"
        :                    "make -s tests/unit/$name && ./tests/unit/$name";
    my $status = system("cd '$self->{build}' && timeout " . ($seconds // 600) . ' sh -c ' . quote($command) . " >'$log' 2>&1 </dev/null");
    my $said = slurp($log);
    $self->say_more(map { "    $_\n" } grep { /^not ok/ } split /\n/, $said);
    die "$test: nothing was tested:\n$said" if $status == 0 && $said !~ /^ok (?!.*# skip)/mi;
    return $status == 0 && $said !~ /^not ok/m;
}

1;
