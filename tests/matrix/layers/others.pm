# Meson, and what builds modules and programs of scripting and other languages.

my $C = "int main(void) { return 0; }\n";

my $MESON = 'split into words';
my $SETUP = ['meson', 'setup', 'b'];
my $COMPILE = ['ninja', '--quiet', '-C', 'b'];
my @meson = (tools => 'meson ninja', output => 'b/t', slash => 1);
layer('meson-environment', column => $MESON, @meson, set => {LDFLAGS => '@FLAG@'},
    files => {'meson.build' => "project('t', 'c')\nexecutable('t', objects: 't.o')\n"}, steps => [$SETUP, $COMPILE]);
layer('meson-option', column => $MESON, @meson,
    files => {'meson.build' => "project('t', 'c')\nexecutable('t', objects: 't.o')\n"},
    steps => [[@$SETUP, '-Dc_link_args=@FLAG@'], $COMPILE]);
layer('meson-link-args', column => 'verbatim', @meson,
    files => {'meson.build' => "project('t', 'c')\nexecutable('t', objects: 't.o', link_args: ['\@FLAG:single\@'])\n"},
    steps => [$SETUP, $COMPILE]);

my @setuptools = (tools => 'python3-setuptools', output => 'q.*.so', steps => [['@PYTHON@', 'setup.py', '-q', 'build_ext', '--inplace']]);
layer('setuptools-environment', column => $MESON, @setuptools, set => {LDFLAGS => '@FLAG@'},
    files => {'setup.py' => <<'END_SETUP', 'q.c' => "int q;\n"});
from setuptools import setup, Extension
setup(name='q', py_modules=[], ext_modules=[Extension('q', ['q.c'])])
END_SETUP
layer('setuptools-extra-link-args', column => 'verbatim', @setuptools,
    files => {'setup.py' => <<'END_SETUP', 'q.c' => "int q;\n"});
from setuptools import setup, Extension
setup(name='q', py_modules=[], ext_modules=[Extension('q', ['q.c'], extra_link_args=["@FLAG:string@"])])
END_SETUP

layer('mkmf', tools => 'ruby make', files => {'q.c' => "void Init_q(void) {}\n", 'extconf.rb' => <<'END_RUBY'},
require 'mkmf'
exe = try_link0("int main(void) { return 0; }") or abort("cannot link")
File.rename(exe, "probe")
create_makefile('q')
END_RUBY
    steps => [['ruby', 'extconf.rb', '--with-ldflags=@FLAG@'], ['make', '-s']],
    outputs => {
        'mkmf-conftest' => {column => 'mkmf conftest', file => 'probe', linked => 'conftest'},
        'mkmf-make' => {column => 'mkmf, MakeMaker', file => 'q.so'},
    });

my $MAKEMAKER = "use ExtUtils::MakeMaker;\nWriteMakefile(NAME => 'Q', OBJECT => 'q.o');\n";
layer('makemaker-lddlflags', column => 'mkmf, MakeMaker', tools => 'make', output => 'blib/arch/auto/Q/Q.so',
    files => {'Makefile.PL' => $MAKEMAKER}, link => 'q.o',
    steps => [['perl', 'Makefile.PL', 'LDDLFLAGS=-shared @FLAG@'], ['make', '-s', 'dynamic']]);
layer('makemaker-argument', column => 'mkmf, MakeMaker', tools => 'make', output => 'blib/arch/auto/Q/Q.so',
    files => {'Makefile.PL' => $MAKEMAKER}, link => 'q.o',
    steps => [['perl', 'Makefile.PL'], ['make', '-s', 'dynamic', 'OTHERLDFLAGS=@FLAG@']]);

# SCons gives commands a PATH of its own unless the project says otherwise; here it does.
layer('scons-linkflags', column => 'scons LINKFLAGS', tools => 'scons', steps => [['scons', '-Q']],
    files => {SConstruct => <<'END_SCONS'});
import os
Environment(ENV=os.environ).Program('t', 't.o', LINKFLAGS="@FLAG:string@")
END_SCONS
layer('scons-rpath', column => 'scons RPATH', tools => 'scons', steps => [['scons', '-Q']],
    files => {SConstruct => <<'END_SCONS'});
import os
Environment(ENV=os.environ).Program('t', 't.o', RPATH=["@VALUE:string@"])
END_SCONS

my %go = (tools => 'go', steps => [['go', 'build', '-o', 't', '.']]);
my %module = ('go.mod' => "module t\n", 't.c' => "int q;\n");
layer('cgo-line', column => '#cgo', %go,
    files => {%module, 't.go' => "package main\n\n// #cgo LDFLAGS: \@FLAG\@\n// extern int q;\nimport \"C\"\n\nfunc main() { _ = C.q }\n"});
layer('cgo-environment', column => 'CGO_LDFLAGS', %go, set => {CGO_LDFLAGS => '@FLAG@'},
    files => {%module, 't.go' => "package main\n\n// extern int q;\nimport \"C\"\n\nfunc main() { _ = C.q }\n"});

# rustc links with an lld of its own unless it is told not to.
my %cargo = (tools => 'cargo', output => 'target/debug/t', steps => [['cargo', 'build', '-q', '--offline']]);
my $CARGO = "[package]\nname = \"t\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";
layer('cargo-build-script', column => 'verbatim', %cargo, set => {RUSTFLAGS => '-Clinker-features=-lld'},
    files => {
        'Cargo.toml' => $CARGO, 'src/main.rs' => "fn main() {}\n",
        'build.rs' => "fn main() {\n    println!(\"cargo:rustc-link-arg=\{}\", r#\"\@FLAG\@\"#);\n}\n",
    });
layer('cargo-rustflags', column => 'verbatim', %cargo,
    set => {RUSTFLAGS => '-Clinker-features=-lld -Clink-arg=@FLAG@'},
    files => {'Cargo.toml' => $CARGO, 'src/main.rs' => "fn main() {}\n"});

layer('qmake', column => 'qmake', tools => 'qmake6 make',
    files => {'t.c' => $C, 't.pro' => "CONFIG -= qt app_bundle\nSOURCES = t.c\nQMAKE_LFLAGS += \@FLAG\@\n"},
    steps => [['qmake6'], ['make', '-s']]);

1;
