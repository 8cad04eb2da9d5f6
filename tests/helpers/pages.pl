#!/usr/bin/perl
# usage: pages.pl run PAGE [--with PLACE]... [TITLE...]
#                                       carries out what PAGE says, or what stands below its ## TITLE, below the current
#                                       folder; PLACE is a page with files that PAGE counts on, or a folder of such
#        pages.pl form PAGE             is PAGE built as docs/build-systems/README.md tells its readers?
#        pages.pl table README          is what the table says in the pages that it leads to?
# Exits 1 and says what is wrong.
#
# A page is Markdown. The words behind the three backquotes of a block say what is done with it:
#
#     LANGUAGE file=PATH     it is written to PATH; with a first line #! it can be executed
#     LANGUAGE top=PATH      it is put in front of PATH as the part before the first ## has it; end=PATH: behind
#     console                its lines "$ command" (going on in lines "> ...") are carried out; the others are output
#
# What stands before the first ## is carried out in a folder that begins with the files of the PLACEs. Each console block
# behind it gets a new copy of that folder, to which the blocks above it in its section have been added. A command
# whose output is not shown has to succeed; if it is shown, the output counts. There a line of three dots stands for any
# lines, three dots in a line for any text. A block with if=NAME is passed over, and that is said, where NAME (see
# %CONDITION) does not hold.
#
# Three things differ without being differences: whether the entry is DT_RPATH or DT_RUNPATH, as the linker was
# configured; the number of a process before ORIGIN; and elements that are absolute paths of folders, which
# some interpreters and compilers add of their own accord.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Path qw(make_path);

my $PATIENCE = 120; # seconds for a console block
my $MARK     = "-- end of command $$ --";
my $SOUND    = qr{\A(?:\$ORIGIN|\$\{ORIGIN\})(?:/|\z)};

my %CONDITION = (
    # rustc links with an lld of its own, which neither PATH nor COMPILER_PATH leads away from
    'rust-lld' => sub {
        my ($release) = `rustc -vV` =~ /^release: 1\.([0-9]+)/m or return 0;
        my ($host)    = `rustc -vV` =~ /^host: (\S+)/m;
        chomp(my $root = `rustc --print sysroot`);
        return $release >= 90 && $host eq 'x86_64-unknown-linux-gnu' && -x "$root/lib/rustlib/$host/bin/gcc-ld/ld.lld";
    },
);

my $bad = 0;
sub wrong { $bad = 1; print join("\n    ", map { split /\n/ } @_), "\n" }

sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!\n";
    local $/;
    return scalar <$in> // '';
}

sub spew {
    my ($path, $text) = @_;
    make_path(dirname($path));
    open my $out, '>', $path or die "$path: $!\n";
    print {$out} $text;
    close $out or die "$path: $!\n";
    chmod 0755, $path if $text =~ /\A#!/;
}

# ---------------------------------------------------------------- reading

# The page as sections: { title, blocks => [{ line, kind, path, if, text }] }; the first has no title.
sub sections {
    my ($page) = @_;
    my @sections = ({ title => '', blocks => [] });
    my ($block, $number);
    for my $line (split /^/, slurp($page)) {
        $number++;
        if ($block && $line eq "```\n") {
            undef $block;
        } elsif ($block) {
            $block->{text} .= $line;
        } elsif ($line =~ /\A```(\S+)(.*)\n\z/) {
            my ($language, @words) = ($1, split ' ', $2);
            $block = { line => $number, kind => $language eq 'console' ? 'console' : 'text', text => '' };
            for my $word (@words) {
                if    ($word =~ /\A(file|top|end)=(.+)\z/) { @$block{'kind', 'path'} = ($1, $2) }
                elsif ($word =~ /\Aif=(.+)\z/)             { $block->{if} = $1 }
                else                                       { wrong("$page:$number: what is '$word'?") }
            }
            push @{ $sections[-1]{blocks} }, $block;
        } elsif ($line =~ /\A## (.*)\n\z/) {
            push @sections, { title => $1, blocks => [] };
        }
    }
    wrong("$page: the block of line $block->{line} does not end") if $block;
    return @sections;
}

# The steps of a console block: { line, command, expected }.
sub steps {
    my ($block) = @_;
    my (@steps, $open);
    my $number = $block->{line};
    for my $line (split /^/, $block->{text}) {
        $number++;
        if    ($line =~ s/\A\$ //)          { push @steps, { line => $number, command => $line, expected => '' }; $open = 1 }
        elsif ($open && $line =~ s/\A> //)  { $steps[-1]{command} .= $line }
        elsif (@steps)                      { $steps[-1]{expected} .= $line; $open = 0 }
        else                                { wrong("line $number: output before the first command") }
    }
    return @steps;
}

# The rpaths that a text shows, as readelf prints them.
sub rpaths { my ($text) = @_; return $text =~ /\(R(?:UN)?PATH\) +Library r(?:un)?path: \[(.*)\]/g }

# --------------------------------------------------------------- comparing

sub without_own_folders {
    my ($list) = @_;
    my @kept = grep { !(m{\A/} && !m{/\.\.} && -d) } split /:/, $list, -1;
    return join ':', @kept;
}

sub common_words {
    my ($text) = @_;
    $text =~ s/^ *0x[0-9a-f]+ \(R(?:UN)?PATH\) +Library r(?:un)?path: \[(.*)\]$/' rpath: [' . without_own_folders($1) . ']'/gme;
    $text =~ s/\b[0-9]+(?=\{?ORIGIN)/4711/g;
    $text =~ s/\s+\z//;
    return $text;
}

# A line of three dots matches lines, three dots in a line any text in it.
sub pattern {
    my ($text) = @_;
    my $pattern = join '', map { $_ eq '...' ? '(?s:.*)' : join('.*', map { quotemeta } split /\.\.\./, $_, -1) . "\n" } split /\n/, $text;
    return qr/\A$pattern\z/;
}

# ----------------------------------------------------------------- running

# Carries out a script in $folder; returns all that it said.
sub output_of {
    my ($folder, $script) = @_;
    my $pid = open my $from, '-|';
    defined $pid or die "fork: $!\n";
    if (!$pid) {
        setpgrp;
        chdir $folder or die "$folder: $!\n";
        open STDIN, '<', '/dev/null';
        open STDERR, '>&', \*STDOUT;
        exec 'sh', '-c', $script or die "sh: $!\n";
    }
    my $said = '';
    my $late = 0;
    local $SIG{ALRM} = sub { $late = 1; kill 'KILL', -$pid };
    alarm $PATIENCE;
    $said .= $_ while <$from>;
    close $from;
    alarm 0;
    return $late ? "$said\n(more than $PATIENCE seconds: killed)\n" : $said;
}

sub carry_out {
    my ($page, $block, $folder) = @_;
    my @steps = steps($block);
    my $said = output_of($folder, join '', map { "$_->{command}printf '\\n%s %s\\n' '$MARK' \$?\n" } @steps);
    for my $step (@steps) {
        my $where = "$page:$step->{line}: \$ $step->{command}";
        if ($said !~ s/\A(.*?)\n\Q$MARK\E ([0-9]+)\n//s) {
            wrong("${where}did not come to its end:", $said);
            return;
        }
        my ($is, $status) = ($1, $2);
        if ($step->{expected} eq '') {
            wrong("${where}ended with $status:", $is) if $status != 0;
        } elsif ((common_words($is) . "\n") !~ pattern(common_words($step->{expected}))) {
            wrong("${where}prints:", $is, 'and should:', $step->{expected});
        }
    }
}

# Writes a block that is a file; top= and end= start from what the file was in $base.
sub write_block {
    my ($block, $folder, $base) = @_;
    my ($kind, $path, $text) = @$block{qw(kind path text)};
    $text = $text . slurp("$base/$path") if $kind eq 'top';
    $text = slurp("$base/$path") . $text if $kind eq 'end';
    spew("$folder/$path", $text);
}

sub passed_over {
    my ($page, $block) = @_;
    my $name = $block->{if} // return 0;
    my $test = $CONDITION{$name} or die "$page:$block->{line}: there is no condition '$name'\n";
    return 0 if $test->();
    print "passed over for want of $name: $page:$block->{line}\n";
    return 1;
}

sub copy { my ($from, $to) = @_; system('cp', '-Rp', $from, $to) == 0 or die "$from cannot be copied\n" }

sub bring {
    my ($place, $base) = @_;
    return copy("$place/.", $base) if -d $place;
    for my $block (map { @{ $_->{blocks} } } sections($place)) {
        write_block($block, $base, $base) if $block->{kind} eq 'file';
    }
}

sub run_page {
    my ($page, @words) = @_;
    my $base = getcwd() . '/base';
    my ($first, @sections) = sections($page);
    my ($done, $count) = (0, 0);
    make_path($base);
    while (@words && $words[0] eq '--with') { shift @words; bring(shift @words, $base) }
    for my $title (@words) {
        die "$page: has no ## $title\n" if !grep { $_->{title} eq $title } @sections;
    }
    if (@words) {
        @sections = grep { my $title = $_->{title}; grep { $_ eq $title } @words } @sections;
    }
    for my $block (@{ $first->{blocks} }) {
        $block->{kind} eq 'console' ? carry_out($page, $block, $base) : write_block($block, $base, $base);
    }
    for my $section (@sections) {
        my @files;
        for my $block (@{ $section->{blocks} }) {
            next if passed_over($page, $block);
            if ($block->{kind} ne 'console') { push @files, $block; next }
            my $folder = getcwd() . '/block' . ++$count;
            copy($base, $folder);
            write_block($_, $folder, $base) for @files;
            carry_out($page, $block, $folder);
            $done++;
        }
    }
    wrong("$page: nothing was carried out") if !$done;
}

# -------------------------------------------------------------------- form

sub sound { my @elements = map { split /:/, $_, -1 } @_; return !grep { !/$SOUND/ && !(m{\A/} && !m{/\.\.}) } @elements }

sub check_recommended {
    my ($page, $section) = @_;
    my $title = $section->{title};
    for my $block (grep { $_->{kind} eq 'console' } @{ $section->{blocks} }) {
        my $where = "$page:$block->{line}: in '$title'";
        my @steps = steps($block);
        my @shown = map { rpaths($_->{expected}) } @steps;
        wrong("$where, a block that does not end with readelf") if !@steps || $steps[-1]{command} !~ /\breadelf -d /;
        wrong("$where, no \$ORIGIN/../lib is shown") if !grep { m{(?:\A|:)\$(?:ORIGIN|\{ORIGIN\})/\.\./lib/?(?::|\z)} } @shown;
        wrong("$where, a broken rpath is shown: @shown") if !sound(@shown);
        my $runs = grep { $_->{command} =~ /\boriginld run / } @steps;
        wrong("$where, originld " . ($runs ? 'is' : 'is not') . ' used') if !$runs == ($title eq 'With originld');
    }
}

sub check_form {
    my ($page) = @_;
    my ($first, @sections) = sections($page);
    my @titles = map { $_->{title} } @sections;
    my @wanted = ('Without originld', 'With originld', 'What goes wrong', 'Traps');
    my $lines = () = slurp($page) =~ /\n/g;
    wrong("$page: has $lines lines, which is more than a screen") if $lines > 100;
    wrong("$page: its sections are: @titles") if "@titles" ne "@wanted";
    for my $block (map { @{ $_->{blocks} } } $first, @sections) {
        wrong("$page:$block->{line}: a block of which nothing is made") if $block->{kind} eq 'text';
    }
    for my $section (@sections) {
        my @blocks = @{ $section->{blocks} };
        my $text = join '', map { $_->{text} } @blocks;
        my @shown = map { rpaths($_->{text}) } @blocks;
        if ($section->{title} =~ /\AWith/) {
            check_recommended($page, $section);
            wrong("$page: nothing is carried out in '$section->{title}'") if !@shown;
        }
        if ($section->{title} eq 'With originld') {
            wrong("$page: /__ORIGIN__/../lib is not there") if index($text, '/__ORIGIN__/../lib') < 0;
            wrong("$page: no \$ORIGIN/../lib as one would type it") if $text !~ m{[^\\\$'"]\$ORIGIN/\.\./lib|'\$ORIGIN/\.\./lib'};
        }
        if ($section->{title} eq 'What goes wrong') {
            wrong("$page: nothing goes wrong in '$section->{title}'") if !@shown || sound(@shown);
        }
    }
}

# Each `spelling` of a row of the table is in the page that the row leads to.
sub check_table {
    my ($readme) = @_;
    my $rows = 0;
    for my $line (split /\n/, slurp($readme)) {
        my ($link) = $line =~ /\A\| \[[^\]]*\]\(([^)]*)\)/ or next;
        my $page = slurp(dirname($readme) . "/$link");
        $rows++;
        for my $spelling ($line =~ /`([^`]+)`/g) {
            wrong("$readme: $link has no $spelling") if index($page, $spelling) < 0;
        }
    }
    wrong("$readme: has no table") if !$rows;
}

# -------------------------------------------------------------------- main

$ENV{LC_ALL} = 'C';
$| = 1;
my ($verb, @arguments) = @ARGV;
my %VERB = (
    run   => \&run_page,
    form  => \&check_form,
    table => \&check_table,
);
$VERB{ $verb // '' } && @arguments or die "usage: pages.pl run|form|table PAGE...\n";
$VERB{$verb}->(@arguments);
exit $bad;
