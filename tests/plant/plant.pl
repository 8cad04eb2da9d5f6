#!/usr/bin/perl
# Plants bugs into a copy of the sources, one at a time, and runs the tests that have to notice: is the suite one that can fail?
#
#   perl tests/plant/plant.pl [--list] [--verbose] [NAME...]
#
# Prints a line for each bug; the exit status is 1 if one was not noticed. It takes some minutes, and works in a temporary folder (TMPDIR).
use strict;
use warnings;
use FindBin;
use Getopt::Long;
use lib $FindBin::Bin;
use Copy;

my ($list, $verbose) = (0, 0);
GetOptions('list' => \$list, 'verbose' => \$verbose) or die "see the head of $0\n";

# A name; edits, each a file, a text that stands in it once, and what takes its place; and the tests, of which each has to notice: a unit test, or a bats file with
# the names it is enough to run.
my @plants = (
    ['repair-is-identity', [['shim/rpath.c', "\tnote_padding(out);\n\tout->changed", "\tforget_edits(out);\n\tnote_padding(out);\n\tout->changed"]],
        ['t_repair.pl', '34-modes.bats:mode repair is the default']],
    ['true-as-shim', 'true', ['30-process.bats:argv.0. is the real', '31-which.bats:gcc: the default', '38-drivers.bats']],
    ['operand-row-off', [['shim/opts.c', '{"soname", "====", ROLE_NONE}', '{"soname", "    ", ROLE_NONE}']], ['t_operands.pl']],
    ['compiler-path-ignored', [['shim/find.c', 'return s && *s && search_list(f, s, suffix, n, PURPOSE_RUN, 1)', 'return 0 && s && search_list(f, s, suffix, n, PURPOSE_RUN, 1)']],
        ['31-which.bats:COMPILER_PATH']],
    ['cloexec-lost', [['shim/os_raw.c', "path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0)", "path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0)"],
            ['shim/os_raw.c', 'O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC', 'O_NOFOLLOW | O_NONBLOCK | O_NOCTTY']],
        ['70-faults.bats:descriptor']],
    ['evidence-always', [['shim/evidence.c', "\tif (sum.others && !sum.near) {", "\tout->says = SAYS_ORIGIN;\n\treturn;\n\tif (sum.others && !sum.near) {"]],
        ['50-evidence.bats']],
    ['evidence-never', [['shim/evidence.c', "\tif (sum.others && !sum.near) {", "\treturn;\n\tif (sum.others && !sum.near) {"]], ['50-evidence.bats']],
    ['splice-off-by-one', [['shim/arena.c', "\t\tat = change[i].at + change[i].drop;", "\t\tat = change[i].at + change[i].drop + 1;"]], ['t_repair.pl']],
    ['file-splice-off-by-one', [['shim/rsp.c', 'if (++i == change->at + change->drop)', 'if (++i == change->at + change->drop + 1)']], ['t_rsp', '32-files.bats:one mangled rpath is repaired']],
    ['recursion-guard-off', [['shim/find.c', "\tif (was_tried(f))\n", "\tif (0 && was_tried(f))\n"]], ['30-process.bats:two wrappers that find each other end']],
    ['too-long-fallback-off', [['shim/wrap.c', 'if (error == -E2BIG) {', 'if (error == -E2BIG && !w->argv[0]) {']], ['30-process.bats:a line that fits as it came']],
    ['memory-file-below-64', [['shim/os_fd.c', "\tn = os_fd_limit();\n", "\tn = 20;\n"]], ['32-files.bats:a rewritten file is a sealed']],
    ['padding-trimmed', [['shim/rpath.c', "\tfor (i = 0; i < n; i++)\n\t\tall[i].at += skip;",
            "\tif (v->changed && v->value.p[v->value.n - 1] == ':') {\n\t\tall[n].at = v->value.n - 1;\n\t\tall[n].drop = 1;\n\t\tall[n++].put = \"\";\n\t}\n\tfor (i = 0; i < n; i++)\n\t\tall[i].at += skip;"]],
        ['t_repair.pl']],
    ['off-ignored', [['shim/wrap.c', "\tif (w->settings.mode == MODE_OFF)\n\t\treturn 1;\n", ''], ['shim/plan.c', ' || s->mode == MODE_OFF', '']], ['34-modes.bats:mode off']],
    ['record-bound-off-by-one', [['shim/elf.c', "\tif (there >= n)\n\t\treturn p;", "\tif (there + 1 >= n)\n\t\treturn p;"]], ['t_elf_corrupt']],
    ['tail-test-off', [['shim/elf_edit.c', 'if (!x->known || x->exposed || is_shared(s))', 'if (!x->known || x->exposed)']], ['t_elf_edit', '62-edit.bats:a tail that is another']],
    ['strict-never-refuses', [['shim/wrap_change.c', 'w->settings.mode == MODE_STRICT && w->plan.refuse', 'w->settings.mode == MODE_STRICT && 0 && w->plan.refuse']],
        ['34-modes.bats:mode strict refuses']],
    ['twice-is-not-once', [['shim/rpath.c', "\tif (rpath_is_origin(e))\n\t\treturn 1;\n\tif (!match_rows", "\tif (!match_rows"]], ['t_repair.pl']],
);

my %wanted = map { $_ => 1 } @ARGV;
for my $name (@ARGV) { die "plant.pl: no bug is called $name\n" unless grep { $_->[0] eq $name } @plants }
if ($list) { print "$_->[0]\n" for @plants; exit }

# ------------------------------------------------------------------- begin

$| = 1;
my $copy = Copy->new("$FindBin::Bin/../..", $verbose);
my ($missed, $count, %sound) = (0, 0);

# Puts the bug in; what was there is returned.
sub plant {
    my ($name, $edits) = @_;
    my %before;
    if ($edits eq 'true') {
        system('cp', '-f', '/bin/true', $copy->shim) == 0 or die "cannot plant $name\n";
        return %before;
    }
    for my $edit (@$edits) {
        my ($file, $from, $to) = @$edit;
        my $text = slurp("$copy->{tree}/$file");
        $before{$file} //= $text;
        my $places = () = $text =~ /\Q$from\E/g;
        die "plant.pl: $name: its text stands in $file $places times, not once: it has to be written anew\n" if $places != 1;
        $copy->edit($file, $text =~ s/\Q$from\E/$to/r);
    }
    $copy->build or die "plant.pl: $name does not build:\n" . $copy->log;
    return %before;
}

for my $plant (@plants) {
    my ($name, $edits, $tests) = @$plant;
    next if %wanted && !$wanted{$name};
    $count++;
    for my $test (grep { !$sound{$_} } @$tests) {
        $sound{$test} = $copy->passes($test) or die "plant.pl: $test fails before anything is planted:\n" . $copy->said;
    }
    my %before = plant($name, $edits);
    my @quiet = grep { $copy->passes($_) } @$tests;
    printf "%-24s %s\n", $name, @quiet ? "NOT NOTICED by @quiet" : 'noticed by ' . join ', ', map { s/:.*//r } @$tests;
    $missed++ if @quiet;
    $copy->edit($_, $before{$_}) for keys %before;
    unlink $copy->shim;
    $copy->build or die "plant.pl: the sources do not build any more:\n" . $copy->log;
}
print "$count bugs planted, $missed not noticed\n";
exit($missed ? 1 : 0);
