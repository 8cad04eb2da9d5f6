#!/usr/bin/perl
# The model of the loaders against glibc over the programs and libraries of the system: what its loader prints in place of running a program
# (as ldd does), and what the model says. Only files of this machine's kind are asked for, which is that of the loader itself.
#
#	loader-system.pl --model F_LOADER [--most NUMBER] [FOLDER...]
use strict;
use warnings;
use File::Find;
use Getopt::Long;
use IPC::Open2;

my ($model, $most) = (undef, 0);
GetOptions('model=s' => \$model, 'most=i' => \$most) && $model or die "usage: $0 --model F_LOADER [--most NUMBER] [FOLDER...]\n";
my @folder = @ARGV ? @ARGV : ('/usr/bin', '/usr/sbin', '/usr/lib', '/usr/libexec', '/usr/local');
delete @ENV{ grep { /\ALD_/ } keys %ENV };
$ENV{LC_ALL} = 'C';

# The first bytes of a file, and whether they are of the same kind as others: class, byte order and machine.
sub head { my ($path) = @_; open my $in, '<:raw', $path or return ''; read $in, my $bytes, 4096; return $bytes // '' }
sub kind { my ($bytes) = @_; return length $bytes > 20 && $bytes =~ /\A\177ELF/ ? substr($bytes, 4, 2) . substr($bytes, 18, 2) : '' }

my $mine = head($^X);
my ($interp) = $mine =~ m{(/[!-~]+/ld[-!-~]*)\0} or die "$^X has no loader\n";
my @file;
find({
    no_chdir => 1,
    wanted => sub {
        lstat or return;
        return if !-f _ || -s _ < 64 || !(-x _ || /\.so(?:\.|\z)/);
        my $bytes = head($_);
        return if kind($bytes) ne kind($mine);
        my $type = unpack 'S', substr $bytes, 16, 2;
        push @file, $_ if $type == 2 || $type == 3;
    },
}, grep { -d } @folder);
@file = sort @file;
if ($most && @file > $most) {
    my $step = @file / $most;
    @file = map { $file[$_ * $step] } 0 .. $most - 1;
}

my $pid = open2(my $from, my $to, $model) or die "$model: $!\n";
$to->autoflush(1);
print $to "cache\t/etc/ld.so.cache\ninterp\t$interp\n";

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

my $is_loader = qr{\A(?:/.*/)?ld[-.][^/]*\z};
my ($count, $differ) = (0, 0);
for my $path (@file) {
    my ($kind) = ask("elf\t$path");
    next if $kind !~ /\A(?:program|pie|library)\t/ || $path =~ /[\n\t]/;
    my %said;
    my $status = open(my $out, '-|') // die "fork: $!\n";
    if (!$status) {
        open STDERR, '>&', \*STDOUT;
        $ENV{LD_TRACE_LOADED_OBJECTS} = 1;
        chdir '/';
        exec { $interp } $interp, $path;
        exit 126;
    }
    my $whole = '';
    while (<$out>) {
        $whole .= $_;
        if    (/\A\t(.*) => not found$/)          { $said{"no $1"} = 1 }
        elsif (/\A\t.* => (.*) \(0x[0-9a-f]+\)$/) { $said{$1} = 1 }
        elsif (/\A\t(.*) \(0x[0-9a-f]+\)$/)       { $said{$1} = 1 }
    }
    close $out;
    # another loader's program, or one that its loader refuses for reasons beyond files
    next if $whole =~ /error while loading|cannot execute|statically linked/;
    my %predicted;
    for (ask("run\t$path")) {
        my ($what, undef, $name, $step, $fit, $to) = split /\t/, $_, -1;
        next if $what ne 'need' || $step eq 'already' || $step eq 'loader';
        if ($to eq '-') { $predicted{"no $name"} = 1 if $fit ne 'optional'; next }
        $predicted{$to} = 1;
    }
    delete $said{$_} for grep { /linux-vdso|linux-gate/ || $_ =~ $is_loader } keys %said;
    delete $predicted{$_} for grep { $_ =~ $is_loader } keys %predicted;
    $count++;
    my @wrong = ((map { "  only the loader: $_" } grep { !$predicted{$_} } sort keys %said), map { "  only the model: $_" } grep { !$said{$_} } sort keys %predicted);
    next if !@wrong;
    $differ++;
    print "$path\n", map { "$_\n" } @wrong;
}
close $to;
waitpid $pid, 0;
print "$count files, $differ differ\n";
exit($differ ? 1 : 0);
