# Files for ninja that no generator wrote.

layer('ninja', column => 'build.ninja', tools => 'ninja',
    files => {'build.ninja' => <<'END_NINJA'}, steps => [['ninja', '--quiet']]);
ldflags = @FLAG@

rule link
  command = cc -o $out $in $ldflags

build t: link t.o
END_NINJA

# GYP writes for make and for ninja.
for my $tool (['make', 'gyp make', ['make', '-s']], ['ninja', 'Ninja, libraries', ['ninja', '--quiet', '-C', 'out/Default']]) {
    my ($name, $column, $build) = @$tool;
    layer("gyp-$name", column => $column, tools => "gyp $name", output => 'out/Default/t',
        files => {'t.c' => "int main(void) { return 0; }\n", 't.gyp' => <<'END_GYP'},
{ 'targets': [ {
  'target_name': 't',
  'type': 'executable',
  'sources': [ 't.c' ],
  'ldflags': [ "@FLAG:string@" ],
} ] }
END_GYP
        steps => [['gyp', 't.gyp', '--depth=.', '-f', $name], $build]);
}

1;
