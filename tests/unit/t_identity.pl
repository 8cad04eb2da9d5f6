#!/usr/bin/perl
# A link that needs nothing reaches the linker as it came, and a compile the compiler: f_identity.c sends random lines through the installed shim.
# ORIGINLD_TEST_IDENTITY=100000 in the environment asks for more than the usual number, ORIGINLD_TEST_SEED=N for other lines.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../helpers";
use Check;

scrub();
my $count  = $ENV{ORIGINLD_TEST_IDENTITY} // 5000;
my $seed   = $ENV{ORIGINLD_TEST_SEED}     // 1;
my $sender = make_unit('f_identity');
my $place  = scratch();
my $names  = setting('LIBEXEC');

mkdir "$place/real";
mkdir "$place/work";
build_receiver("$place/receiver");
for my $name (qw(ld ld.bfd ld.gold ld.lld mold gcc clang cc g++ clang++ x86_64-linux-gnu-gcc-12)) {
    system('cp', "$place/receiver", "$place/real/$name") == 0 or die "cp failed\n";
}
chdir "$place/work" or die "$place/work: $!\n";

my %kind = (
    noise => "random lines without an rpath arrive as they were: words, environment, folder, descriptors, process",
    links => "compilers' link lines with healthy rpaths arrive as they were",
    parts => "mangled lines become the same whether the shim reads them in part or as a whole",
    compiles => "compilers' lines that link nothing arrive as they were, whatever they hold for a linker",
    drives   => "compilers' lines that link, with healthy rpaths, arrive as they were",
);
my %lines = (parts => int $count / 4, compiles => int $count / 2, drives => int $count / 2);
for my $kind (qw(noise links parts compiles drives)) {
    my $n = $lines{$kind} // $count;
    my $folder = $lines{$kind} && $kind ne 'parts' ? 'cc' : 'ld';
    my ($status, $said) = run_quietly($sender, $kind, $n, $seed, "$names/$folder", "$place/real");
    ok($status == 0, "$n $kind{$kind}", map { s/^# *//r } split /\n/, $said);
    print $said if $status == 0;
}
chdir '/';
done();
