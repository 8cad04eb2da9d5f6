#!/usr/bin/perl
# The strings that shim/elf.c finds in dynamic sections against those that readelf prints, over the ELF files of the system.
#
#	loader-strings.pl --model F_LOADER [--seconds NUMBER] [FOLDER...]
use strict;
use warnings;
use File::Find;
use Getopt::Long;
use IPC::Open2;

my ($model, $seconds) = (undef, 60);
GetOptions('model=s' => \$model, 'seconds=i' => \$seconds) && $model or die "usage: $0 --model F_LOADER [--seconds NUMBER] [FOLDER...]\n";
my @folder = @ARGV ? @ARGV : ('/usr');
my $end = time + $seconds;
$ENV{LC_ALL} = 'C';

my @file;
find({
    no_chdir => 1,
    wanted => sub {
        $File::Find::prune = 1, return if time > $end - $seconds / 2;
        return if /[\n\t]/ || !lstat || !-f _ || -s _ < 52 || !(-x _ || /\.so(?:\.|\z)|\.debug\z/);
        open my $in, '<:raw', $_ or return;
        my $bytes = '';
        push @file, $_ if (read($in, $bytes, 20) // 0) == 20 && $bytes =~ /\A\177ELF.{12}(?:[\2\3]\0|\0[\2\3])/s;
    },
}, grep { -d } @folder);

my $pid = open2(my $from, my $to, $model) or die "$model: $!\n";
$to->autoflush(1);
my ($count, $strings, $differ) = (0, 0, 0);
while (time <= $end && (my @some = splice @file, 0, 100)) {
    my (%theirs, $current);
    open my $out, '-|', 'sh', '-c', 'exec readelf -dW "$@" 2>/dev/null', 'sh', @some, '/dev/null' or die "readelf: $!\n";
    while (<$out>) {
        if (/\AFile: (.*)$/) { $theirs{ $current = $1 } = []; next }
        push @{ $theirs{$current} }, "$1\t$2" if /\A 0x[0-9a-f]+ \((NEEDED|SONAME|RPATH|RUNPATH|AUDIT|DEPAUDIT|AUXILIARY|FILTER)\) +[^\[]*\[(.*)\]$/;
    }
    close $out;
    for my $path (@some) {
        print $to "elf\t$path\n";
        my ($first, @ours);
        while (defined(my $line = <$from>)) {
            chomp $line;
            last if $line eq 'done';
            if (defined $first) { push @ours, $line } else { $first = $line }
        }
        defined $first or die "the model died at $path\n";
        next if $first !~ /\A(?:program|pie|library|static-pie)\t/;
        $count++;
        $strings += @ours;
        my $should = join "\n", sort @{ $theirs{$path} // [] };
        my $is = join "\n", sort @ours;
        next if $is eq $should && $first =~ /\tgood\z/;
        $differ++;
        print "$path: $first\n  is: $is\n  readelf: $should\n";
    }
}
close $to;
waitpid $pid, 0;
print "$count files, $strings strings, $differ differ\n";
exit($differ ? 1 : 0);
