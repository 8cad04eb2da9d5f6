# One cell: a fresh folder, a layer's files in it with the spelling put in, the layer's tool run there, and what the linked
# file has in the end.
package Cell;
use strict;
use warnings;
use File::Path qw(make_path remove_tree);

# new: dir, data (where the layers' prepared folders are), flag, value, env, under (words before each command), set (more
# environment for the commands alone)
sub new {
    my ($class, %self) = @_;
    remove_tree($self{dir});
    make_path($self{dir});
    $self{status} = 0;
    return bless \%self, $class;
}

# How a text is written inside the strings of the languages that the layers are made of.
my %quoted = (
    ''     => sub { $_[0] },
    string => sub { $_[0] =~ s/([\\"])/\\$1/gr },    # "..." in Python, JSON and Ruby without interpolation
    single => sub { $_[0] =~ s/([\\'])/\\$1/gr },    # '...' in Meson and Ruby
);

# @FLAG@ is the whole flag, @VALUE@ the rpath alone; @FLAG:string@ the same as it is written inside a string.
sub fill {
    my ($self, $text) = @_;
    $text =~ s/\@(FLAG|VALUE|DIR|PYTHON)(?::(\w+))?\@/$quoted{$2 \/\/ ''}->($self->{lc $1})/ge;
    return $text;
}

sub put {
    my ($self, $name, $text) = @_;
    my $path = "$self->{dir}/$name";
    make_path($path =~ s{/[^/]*\z}{}r);
    open my $file, '>', $path or die "$path: $!\n";
    print $file $self->fill($text);
    close $file or die "$path: $!\n";
    chmod 0755, $path if $text =~ /\A#!/;
    return;
}

# Runs a command under the wrapper; its words are filled in. Returns its status.
sub run {
    my ($self, @words) = @_;
    @words = (@{$self->{under}}, map { $self->fill($_) } @words);
    my $limit = 120;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        setpgrp;
        chdir $self->{dir} or die;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>>', "$self->{dir}.out";
        open STDERR, '>&', \*STDOUT;
        %ENV = (%{$self->{env}}, map({ $_ => $self->fill($self->{set}{$_}) } keys %{$self->{set}}));
        exec {$words[0]} @words or print STDERR "$words[0]: $!\n";
        exit 127;
    }
    my $ended = eval {
        local $SIG{ALRM} = sub { die "late\n" };
        alarm $limit;
        waitpid $pid, 0;
        alarm 0;
        1;
    };
    my $status = $?;
    if (!$ended) {
        kill 'KILL', -$pid;
        waitpid $pid, 0;
        $status = 256;
    }
    $self->{failed} = 1 if $status;
    return $status;
}

# The elements of the dynamic section's rpath; undef if there is no such file.
sub stored {
    my ($self, $file) = @_;
    my ($path) = grep { -f } glob "$self->{dir}/$file";
    return if !defined $path;
    open my $pipe, '-|', 'readelf', '-d', '-W', $path or die "readelf: $!\n";
    my @lists = map { /\((?:RUNPATH|RPATH)\).*?\[(.*)\]\s*\z/ ? $1 : () } <$pipe>;
    close $pipe;
    return join ':', @lists;
}

# What the log says of that file's elements, each with in, out, code and cause: those that were not in order. There is a line for each link; where
# none has that file, the last one counts.
sub logged {
    my ($self, $file) = @_;
    my $base = $file =~ s{.*/}{}r;
    my ($of, $last);
    open my $log, '<', "$self->{dir}.log" or return;
    while (my $line = <$log>) {
        my @elements;
        for my $text ($line =~ /\{("in":(?:"(?:[^"\\]|\\.)*"|[^{}"])*)\}/g) {
            push @elements, {map { s/\\(.)/$1/gr } $text =~ /"(\w+)":"((?:[^"\\]|\\.)*)"/g};
        }
        $last = \@elements;
        $of = \@elements if $line =~ m{"output":"(?:[^"]*/)?\Q$base\E"};
    }
    close $log;
    return @{$of // $last // []};
}

sub text {
    my ($self) = @_;
    open my $file, '<', "$self->{dir}.out" or return '';
    local $/;
    return <$file> // '';
}

sub remove {
    my ($self) = @_;
    remove_tree($self->{dir});
    unlink "$self->{dir}.out", "$self->{dir}.log";
    return;
}

1;
