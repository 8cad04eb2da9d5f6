# Whether the cause that a log line names is the true one: the first reader that took something (Way.pm), and the line where the user has
# typed the text. What is typed at a prompt or stands in the environment has no line; then the true place is that, or the line of a file in
# which a tool keeps it as it was typed.
package Cause;
use strict;
use warnings;
use File::Basename qw(basename dirname);
require(dirname(__FILE__) . '/Way.pm');

# What a message calls the place of a text that was typed to a program.
my %words_of = (
    (map { $_ => ['the command line of make', 'MAKEFLAGS'] } qw(make bmake)),
    (map { $_ => ['the command of a shell'] } qw(sh dash bash ksh mksh zsh busybox)));

# Where the flag is typed: {file, line}, or {places} that are no files.
sub typed {
    my ($layer) = @_;
    for my $name (sort keys %{$layer->{files}}) {
        my @lines = split /\n/, $layer->{files}{$name};
        for my $i (0 .. $#lines) { return {file => $name, line => $i + 1} if $lines[$i] =~ /\@(?:FLAG|VALUE)\b/ }
    }
    for my $name (sort keys %{$layer->{set}}) {
        return {places => ["the variable $name"]} if $layer->{set}{$name} =~ /\@(?:FLAG|VALUE)\b/;
    }
    my ($step) = grep { grep { /\@(?:FLAG|VALUE)\b/ } @$_ } @{$layer->{steps}};
    my ($script) = grep { $layer->{files}{$_} || m{/} } @$step;
    my $name = basename($script // $step->[0]);
    return {places => $words_of{$name} // ["the command line of $name"]};
}

# What that line holds: 'right' for the value as it was typed, or with its dollars doubled as Ninja wants them; 'part' for another form of it.
sub holds {
    my ($path, $line, $value) = @_;
    open my $file, '<', $path or return 'wrong';
    my @lines = <$file>;
    my $text = $lines[$line - 1] // '';
    return 'right' if index($text, $value) >= 0 || index($text, $value =~ s/\$/\$\$/gr) >= 0;
    return $text =~ /ORIGIN/ ? 'part' : 'wrong';
}

# 'right', 'part' (true, but not all of it: a file without its line, a line that a tool wrote for a typed one), 'none' or 'wrong'.
sub place {
    my ($layer, $cell, $place) = @_;
    my $typed = typed($layer);
    return 'none' if !defined $place;
    my ($path, $line) = $place =~ m{\A(/.*?)(?::(\d+))?\z};
    if (!defined $path) {
        return 'right' if grep { $_ eq $place } @{$typed->{places} // []};
        # the words of a make or a shell through which it went
        return $place =~ /\A(?:the (?:command|variable) |MAKEFLAGS)/ ? 'part' : 'wrong';
    }
    my $within = $path =~ s{\A\Q$cell->{dir}\E/}{}r;
    if (defined $typed->{file} && $within eq $typed->{file}) {
        return !defined $line ? 'part' : $line == $typed->{line} ? 'right' : 'wrong';
    }
    return 'wrong' if $within eq $path;
    return 'part' if !defined $line;
    my $holds = holds($path, $line, $cell->{value});
    return $holds eq 'right' && defined $typed->{file} ? 'part' : $holds;
}

# Of a cell whose elements were repaired: the verdict on what the log says, and what would be true. 'unknown' if what arrived is not what
# Way.pm makes of the text.
sub judge {
    my ($layer, $column, $cell, $set, @elements) = @_;
    my ($arrives, $culprit) = Way::follow($column, $cell->{value}, $set);
    my @verdicts;
    for my $element (@elements) {
        # of a word that was taken nothing has arrived
        my $fits = defined $arrives && ($element->{code} eq 'lost-value' || $element->{in} =~ $arrives);
        return ('unknown', defined $arrives ? "$arrives" : 'nothing') if !$fits;
        my $cause = $element->{cause};
        if (!defined $cause) { push @verdicts, 'silent'; next }
        my ($who, $where) = $cause =~ /\A(?:([\w-]+) at )?(.*)\z/;
        my $place = place($layer, $cell, $where);
        my $named = !defined $who ? $culprit eq '' ? 'right' : 'part' : $who eq $culprit ? 'right' : 'wrong';
        push @verdicts, (grep({ $_ eq 'wrong' } $place, $named) ? 'wrong' : $place eq 'right' && $named eq 'right' ? 'right' : 'part');
    }
    my $typed = typed($layer);
    my $true = ($culprit eq '' ? '' : "$culprit at ")
        . (defined $typed->{file} ? "$typed->{file}:$typed->{line}" : $typed->{places}[0] // 'somewhere');
    for my $verdict ('wrong', 'silent', 'part', 'right') { return ($verdict, $true) if grep { $_ eq $verdict } @verdicts }
    return ('silent', $true);
}

1;
