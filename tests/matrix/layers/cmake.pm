# CMake, with Makefiles and with Ninja, in all the places where a flag can be given.

my %generator = (
    make => ['Unix Makefiles', 'cmake make'],
    ninja => ['Ninja', 'cmake ninja'],
);

my $HEAD = "cmake_minimum_required(VERSION 3.13)\nproject(t C)\n";
my $TARGET = "add_executable(t t.o)\nset_target_properties(t PROPERTIES LINKER_LANGUAGE C)\n";

# What CMake finds out about the compiler takes most of the time, so it is found out once for each generator.
sub probe_compiler {
    my ($cell, $generator) = @_;
    $cell->put('CMakeLists.txt', $HEAD);
    $cell->run('cmake', '-S', '.', '-B', 'probe', '-G', $generator{$generator}[0]);
    return;
}

sub cmake_layer {
    my ($name, $generator, $column, $lists, %more) = @_;
    my ($title, $build) = ($generator{$generator}[0], delete $more{build});
    my $definitions = delete $more{definitions} // [];
    my $fresh = delete $more{fresh};
    layer("cmake-$generator-$name", column => $column, tools => 'cmake ' . $generator, output => 'b/t',
        files => {'CMakeLists.txt' => $HEAD . $lists},
        prepare => ["cmake-$generator", sub { probe_compiler($_[0], $generator) }],
        $fresh ? () : (copy => "cmake-$generator/probe/CMakeFiles/[0-9]*", into => 'b/CMakeFiles'),
        steps => [['cmake', '-S', '.', '-B', 'b', '-G', $title, @$definitions], ['cmake', '--build', 'b']],
        %more);
}

my %flags = (make => 'CMake make, flags', ninja => 'CMake Ninja, flags');
my %libraries = (make => $flags{make}, ninja => 'Ninja, libraries');
my %linker = (make => 'CMake make, LINKER:', ninja => 'CMake Ninja, LINKER:');
my $RPATH = 'verbatim';

for my $generator ('make', 'ninja') {
    cmake_layer('D', $generator, $flags{$generator}, $TARGET, definitions => ['-DCMAKE_EXE_LINKER_FLAGS=@FLAG@']);
    cmake_layer('environment', $generator, $flags{$generator}, $TARGET, set => {LDFLAGS => '@FLAG@'}, fresh => 1);
    cmake_layer('set', $generator, $flags{$generator}, "set(CMAKE_EXE_LINKER_FLAGS [==[\@FLAG\@]==])\n$TARGET");
    cmake_layer('link-libraries', $generator, $libraries{$generator}, "${TARGET}target_link_libraries(t [==[\@FLAG\@]==])\n");
    cmake_layer('link-options-linker', $generator, $linker{$generator},
        "${TARGET}target_link_options(t PRIVATE [==[LINKER:-rpath,\@VALUE\@]==])\n");
    cmake_layer('build-rpath', $generator, $RPATH, "set(CMAKE_BUILD_RPATH [==[\@VALUE\@]==])\n$TARGET");
    cmake_layer('build-with-install-rpath', $generator, $RPATH,
        "set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)\nset(CMAKE_INSTALL_RPATH [==[\@VALUE\@]==])\n$TARGET");
}

1;
