/* SPDX-License-Identifier: MIT */
/*
 * Policy: what is done about a link line, by the settings and by what the machine says. Lines are read by link.c and driver.c themselves; the machine is
 * made up. That plans are carried out is for the tests from outside.
 */
#include "tap.h"

#include "clue.h"
#include "driver.h"
#include "driver_opts.h"
#include "link.h"
#include "opts.h"
#include "plan.h"
#include "scarce.h"
#include "settings.h"
#include "words.h"

/*
 * given: variables of the environment, and facts of the machine: file:PATH, folder:NAME, cmakes:VALUE, meson, cmake, LINKER that will run; cc if the line is a
 * compiler's; blind if nobody can be asked for evidence; origin=SUFFIX,AT,MEANT where evidence of $ORIGIN is found if it is asked for an element at AT (letters of "first",
 * "last", "inside", "verbatim", none for anywhere, * for all), quoted=SUFFIX,AT,MEANT the same where a layer has only quoted it, other=SUFFIX of another name.
 *
 * line: the words; % is an empty one, and ~ a blank, as in what is given. Before a word, & says that it stands in a file, and ^ that linkers read it differently.
 *
 * want: the rpath values, with = in front of one that stays, and R, J or D before one of -R, --just-symbols and gcc's -R. Behind each, in brackets, what is said
 * of its elements, and after ! why it was left. Behind the semicolon what is added to the line, and what strict mode refuses.
 */
static const struct row {
	const char *given, *line, *want;
} rows[] = {
    /* what is sound, and what is mended */
    {"", "-rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) ; same"},
    {"", "-rpath /opt/a:/opt/b a.o", "=/opt/a:/opt/b(-,-) ; same"},
    {"", "a.o", "; same"},
    {"", "-rpath RIGIN/../lib a.o", "$ORIGIN/../lib(make-ate-dollar) ;"},
    {"", "-rpath RIGIN/a -rpath /opt/b:RIGIN/c -R RIGIN/d a.o", "$ORIGIN/a(make-ate-dollar) /opt/b:$ORIGIN/c(-,make-ate-dollar) R$ORIGIN/d(make-ate-dollar) ;"},
    {"", "--version -rpath RIGIN/a", "; same"},
    {"", "-m i386pep -rpath RIGIN/a a.o", "; same"},
    {"ORIGINLD_MODE=off", "-rpath RIGIN/a a.o", "; same"},
    {"ORIGINLD_MODE=of", "-rpath RIGIN/a a.o", "$ORIGIN/a(make-ate-dollar) ; note:mode-unknown"},
    {"ORIGINLD_MODE=warn", "-rpath RIGIN/a a.o", "$ORIGIN/a(make-ate-dollar) ;"},
    {"O=out", "-rpath outRIGIN/a a.o", "$ORIGIN/a(make-o-value) ;"},
    {"MAKEFLAGS=O=out", "-rpath outRIGIN/a a.o", "$ORIGIN/a(make-o-value) ;"},
    {"folder:ORIGIN", "-rpath ORIGIN/a a.o", "=ORIGIN/a(folder-exists) ; refuses:folder-exists in:ORIGIN/a same"},
    {"", "-rpath ORIGIN/a a.o", "$ORIGIN/a(dollar-lost) ;"},
    {"", "-rpath RIGIN/IB a.o", "$ORIGIN/$LIB(make-ate-dollar) ;"},
    {"", "-rpath RIGIN/IB -dynamic-linker /lib/ld-musl-x86_64.so.1 a.o", "$ORIGIN/IB(make-ate-dollar) ;"},
    /* what is left */
    {"", "-rpath ^RIGIN/a a.o", "=RIGIN/a(make-ate-dollar)!quoting-contested ; refuses:quoting-contested in:RIGIN/a same"},
    {"bfd", "--just-symbols RIGIN/a a.o", "J$ORIGIN/a(make-ate-dollar) ;"},
    {"bfd file:RIGIN/a", "--just-symbols RIGIN/a a.o", "J=RIGIN/a(make-ate-dollar)!just-symbols ; same"},
    {"gold", "--just-symbols RIGIN/a a.o", "J=RIGIN/a(make-ate-dollar)!just-symbols ; same"},
    {"", "--just-symbols RIGIN/a a.o", "J=RIGIN/a(make-ate-dollar)!just-symbols ; same"},
    {"bfd", "--just-symbols=/opt/a a.o", "J=/opt/a(-) ; same"},
    {"file:RIGIN/a", "-R RIGIN/a a.o", "R=RIGIN/a(make-ate-dollar)!just-symbols ; same"},
    {"bfd file:RIGIN/a", "-R RIGIN/a a.o", "R=RIGIN/a(make-ate-dollar)!just-symbols ; same"},
    {"lld file:RIGIN/a", "-R RIGIN/a a.o", "R$ORIGIN/a(make-ate-dollar) ;"},
    {"gold", "-R RIGIN/a a.o", "R$ORIGIN/a(make-ate-dollar) ;"},
    {"cmakes:RIGIN/a", "-rpath RIGIN/a a.o", "=RIGIN/a(make-ate-dollar)!cmake-build-rpath ; same"},
    {"cmakes:RIGIN/a", "-rpath RIGIN/a:/b a.o", "$ORIGIN/a:/b(make-ate-dollar,-) ;"},
    {"cmakes:RIGIN/a", "-rpath RIGIN/b a.o", "$ORIGIN/b(make-ate-dollar) ;"},
    /* padding */
    {"", "-rpath /opt/a: a.o", "=/opt/a:(-,empty-element) ; refuses:empty-element in: same"},
    {"cmake", "-rpath /opt/a: a.o", "=/opt/a:(-,padding) ; same"},
    {"", "-rpath /opt/a::: a.o", "=/opt/a:::(-,padding,padding,padding) ; same"},
    {"", "-rpath /opt/a:: a.o", "=/opt/a::(-,padding,padding) ; same"},
    {"", "-rpath /opt/a:XXXX a.o", "=/opt/a:XXXX(-,padding) ; same"},
    {"", "-rpath /opt/a:XXXX: a.o", "=/opt/a:XXXX:(-,padding,empty-element) ; refuses:empty-element in: same"},
    {"", "-rpath /opt/a::XX a.o", "=/opt/a::XX(-,empty-element,padding) ; refuses:empty-element in: same"},
    /* in a Meson build folder */
    {"meson", "-rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) ; same"},
    {"meson", "-rpath $ORIGIN/../lib -rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) $ORIGIN/../lib/(meson-twin) ;"},
    {"meson", "-rpath $ORIGIN/../lib:$ORIGIN/../lib:$ORIGIN/x a.o", "$ORIGIN/../lib:$ORIGIN/../lib/:$ORIGIN/x(-,meson-twin,-) ;"},
    {"meson", "-rpath $ORIGIN/../lib/ -rpath $ORIGIN/../lib/ a.o", "=$ORIGIN/../lib/(-) =$ORIGIN/../lib/(-) ; same"},
    {"meson", "-rpath RIGIN/../lib a.o", "$ORIGIN/../lib/(make-ate-dollar) ;"},
    {"meson", "-rpath RIGIN/../lib/ -rpath /opt/a a.o", "$ORIGIN/../lib/(make-ate-dollar) =/opt/a(-) ;"},
    {"meson", "-rpath RIGIN/../lib -rpath $ORIGIN/../lib a.o", "$ORIGIN/../lib/(make-ate-dollar) =$ORIGIN/../lib(-) ;"},
    {"meson", "-rpath $ORIGIN/../lib -rpath RIGIN/../lib:XXXXXXX a.o", "=$ORIGIN/../lib(-) $ORIGIN/../lib/:XXXXXXX(make-ate-dollar,padding) ;"},
    {"meson", "-rpath $ORIGIN/a -rpath $ORIGIN/b a.o", "=$ORIGIN/a(-) =$ORIGIN/b(-) ; same"},
    {"meson", "-rpath $ORIGIN/a -rpath ^$ORIGIN/a a.o", "=$ORIGIN/a(-) =$ORIGIN/a(-)!quoting-contested ; same"},
    {"meson cmakes:RIGIN/a", "-rpath $ORIGIN/a -rpath RIGIN/a a.o", "=$ORIGIN/a(-) =RIGIN/a(make-ate-dollar)!cmake-build-rpath ; same"},
    {"meson origin=/lib,*,/lib", "-rpath /lib -rpath $ORIGIN/lib a.o", "$ORIGIN/lib/(lost-name/ninja@build.ninja:7) =$ORIGIN/lib(-) ;"},
    {"meson ORIGINLD_RPATH=$ORIGIN/../lib", "a.o", "; inject:$ORIGIN/../lib/"},
    {"meson ORIGINLD_RPATH=$ORIGIN/../lib:/opt/a:$ORIGIN/", "a.o", "; inject:$ORIGIN/../lib/:/opt/a:$ORIGIN/"},
    {"meson ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) ; inject:$ORIGIN/../lib/"},
    {"meson ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath $ORIGIN/../lib/ a.o", "=$ORIGIN/../lib/(-) ; same"},
    {"meson ORIGINLD_RPATH=/opt/a", "-rpath /opt/a a.o", "=/opt/a(-) ; same"},
    {"meson ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath RIGIN/../lib a.o", "$ORIGIN/../lib/(make-ate-dollar) ;"},
    {"meson ORIGINLD_PREFIX=/opt", "-rpath /opt/x a.o", "$ORIGIN/../x/:/opt/x(prefix-twin) ; inject:$ORIGIN/../lib/"},
    {"meson ORIGINLD_PREFIX=/opt", "-rpath /opt/x/ a.o", "$ORIGIN/../x/:/opt/x/(prefix-twin) ; inject:$ORIGIN/../lib/"},
    /* ORIGINLD_RPATH */
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "a.o", "; inject:$ORIGIN/../lib"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-shared a.o", "; inject:$ORIGIN/../lib"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-r a.o", "; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-static a.o", "; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-static-pie a.o", "; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "--no-dynamic-linker a.o", "; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-o x", "; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "a.o -o", "; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "a.o -- b.o", "; inject:$ORIGIN/../lib"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "a.o &--", "; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) ; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath $ORIGIN/../lib/ a.o", "=$ORIGIN/../lib/(-) ; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib/", "-rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) ; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath RIGIN/../lib a.o", "$ORIGIN/../lib(make-ate-dollar) ;"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath /a:$ORIGIN/../lib:/b a.o", "=/a:$ORIGIN/../lib:/b(-,-,-) ; same"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-rpath $ORIGIN/../lib64 a.o", "=$ORIGIN/../lib64(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib file:$ORIGIN/../lib", "-R $ORIGIN/../lib a.o", "R=$ORIGIN/../lib(-)!just-symbols ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_RPATH=$ORIGIN/../lib", "-R $ORIGIN/../lib a.o", "R=$ORIGIN/../lib(-) ; same"},
    {"ORIGINLD_RPATH=$ORIGIN/a:/opt/b:$ORIGIN/a:/opt/b/", "a.o", "; inject:$ORIGIN/a:/opt/b"},
    {"ORIGINLD_RPATH=$ORIGIN/a:/opt/b", "-rpath /opt/b a.o", "=/opt/b(-) ; inject:$ORIGIN/a"},
    {"ORIGINLD_RPATH=/__ORIGIN__/../lib", "a.o", "; inject:$ORIGIN/../lib"},
    {"ORIGINLD_RPATH=RIGIN/a", "a.o", "; inject:$ORIGIN/a"},
    {"ORIGINLD_RPATH=lib", "a.o", "; note:rpath-setting-bad same"},
    {"ORIGINLD_RPATH=/a:", "a.o", "; note:rpath-setting-bad same"},
    {"ORIGINLD_RPATH=/a::/b", "a.o", "; note:rpath-setting-bad same"},
    {"ORIGINLD_RPATH=/a:b", "a.o", "; note:rpath-setting-bad same"},
    {"ORIGINLD_RPATH=$FOO", "a.o", "; note:rpath-setting-bad same"},
    {"ORIGINLD_RPATH=$ORIGIN/a%b", "a.o", "; inject:$ORIGIN/a%b"},
    {"ORIGINLD_RPATH=/a\001b", "a.o", "; note:rpath-setting-bad same"},
    {"ORIGINLD_RPATH=/a\177b", "a.o", "; note:rpath-setting-bad same"},
    {"ORIGINLD_RPATH=/a~b", "a.o", "; inject:/a b"},
    {"ORIGINLD_RPATH=/a~b:/c", "-rpath /a~b a.o", "=/a b(-) ; inject:/c"},
    {"ORIGINLD_RPATH=/", "-rpath / a.o", "=/(-) ; same"},
    /* ORIGINLD_PREFIX */
    {"ORIGINLD_PREFIX=/opt", "a.o", "; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-shared a.o", "; inject:$ORIGIN"},
    {"ORIGINLD_PREFIX=/opt", "-rpath /opt/lib a.o", "$ORIGIN/../lib:/opt/lib(prefix-twin) ;"},
    {"ORIGINLD_PREFIX=/opt/", "-rpath /opt/lib a.o", "$ORIGIN/../lib:/opt/lib(prefix-twin) ;"},
    {"ORIGINLD_PREFIX=/opt///", "-rpath /opt a.o", "$ORIGIN/..:/opt(prefix-twin) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/", "-rpath /lib a.o", "=/lib(-) ; note:prefix-setting-bad same"},
    {"ORIGINLD_PREFIX=/opt", "-rpath '/usr/x:/opt/b' a.o", "='/usr/x:/opt/b'(-,-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath /opt2/lib a.o", "=/opt2/lib(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath /opt/a:/usr/b:/opt/c a.o", "$ORIGIN/../a:/opt/a:/usr/b:$ORIGIN/../c:/opt/c(prefix-twin,-,prefix-twin) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath /opt/a -rpath $ORIGIN/../a a.o", "=/opt/a(-) =$ORIGIN/../a(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath /opt/a -rpath /opt/a a.o", "$ORIGIN/../a:/opt/a(prefix-twin) =/opt/a(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath &/opt/a a.o", "$ORIGIN/../a:/opt/a(prefix-twin) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath &/opt/'a' a.o", "=/opt/'a'(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath &/opt/a~b a.o", "=/opt/a b(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath &/opt/a\\b a.o", "=/opt/a\\b(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath &/opt/a\"b a.o", "=/opt/a\"b(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath /opt/'a' a.o", "$ORIGIN/../'a':/opt/'a'(prefix-twin) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-rpath ^/opt/a a.o", "=/opt/a(-)!quoting-contested ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt", "-R /opt/a a.o", "R=/opt/a(-) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=/opt cmakes:/opt/a", "-rpath /opt/a a.o", "=/opt/a(-)!cmake-build-rpath ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=opt", "-rpath /opt/a a.o", "=/opt/a(-) ; note:prefix-setting-bad same"},
    {"ORIGINLD_PREFIX=/opt:/x", "-rpath /opt/a a.o", "=/opt/a(-) ; note:prefix-setting-bad same"},
    {"ORIGINLD_PREFIX=/opt\001", "-rpath /opt/a a.o", "=/opt/a(-) ; note:prefix-setting-bad same"},
    {"ORIGINLD_PREFIX=/opt", "-rpath '/opt/a:RIGIN/x' a.o", "$ORIGIN/../a:/opt/a:$ORIGIN/x(quote-kept,make-ate-dollar) ; inject:$ORIGIN/../lib"},
    {"ORIGINLD_PREFIX=$ORIGIN", "-rpath $ORIGIN/a a.o", "=$ORIGIN/a(-) ; note:prefix-setting-bad same"},
    {"lld ORIGINLD_PREFIX=/opt", "a.o", "; inject:$ORIGIN/../lib////////////////////////////////////////////////////////////////"},
    {"mold ORIGINLD_PREFIX=/opt", "-rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) ; inject:$ORIGIN/../lib////////////////////////////////////////////////////////////////"},
    {"bfd ORIGINLD_PREFIX=/opt", "-rpath $ORIGIN/../lib a.o", "=$ORIGIN/../lib(-) ; same"},
    {"lld ORIGINLD_PREFIX=/opt", "-rpath $ORIGIN/../lib//////////////////////////////////////////////////////////////// a.o", "=$ORIGIN/../lib////////////////////////////////////////////////////////////////(-) ; same"},
    {"lld ORIGINLD_PREFIX=/opt", "-rpath $ORIGIN/../lib/////////////////////////////////////////////////////////////// a.o", "=$ORIGIN/../lib///////////////////////////////////////////////////////////////(-) ; inject:$ORIGIN/../lib////////////////////////////////////////////////////////////////"},
    {"lld ORIGINLD_PREFIX=/opt ORIGINLD_RPATH=/x", "-shared a.o", "; inject:/x:$ORIGIN////////////////////////////////////////////////////////////////"},
    /* LD_RUN_PATH */
    {"bfd LD_RUN_PATH=RIGIN/a", "a.o", "; run-path:$ORIGIN/a"},
    {"LD_RUN_PATH=RIGIN/a", "a.o", "; same"},
    {"lld LD_RUN_PATH=RIGIN/a", "a.o", "; same"},
    {"bfd LD_RUN_PATH=RIGIN/a", "-rpath /b a.o", "=/b(-) ; same"},
    {"bfd LD_RUN_PATH=RIGIN/a", "-r a.o", "; same"},
    {"bfd LD_RUN_PATH=", "a.o", "; same"},
    {"bfd LD_RUN_PATH=/a", "a.o", "; same"},
    {"bfd LD_RUN_PATH=/a ORIGINLD_RPATH=/b", "a.o", "; run-path:/a inject:/b"},
    {"bfd LD_RUN_PATH=/a ORIGINLD_RPATH=/a", "a.o", "; same"},
    {"bfd LD_RUN_PATH=/opt/a ORIGINLD_PREFIX=/opt", "a.o", "; run-path:$ORIGIN/../a:/opt/a inject:$ORIGIN/../lib"},
    {"bfd LD_RUN_PATH=lib ORIGINLD_MODE=strict", "a.o", "; refuses:relative-element in:lib same"},
    /* options that go with an rpath */
    {"ORIGINLD_DTAGS=runpath", "-rpath /a a.o", "=/a(-) ; --enable-new-dtags note:dtags-policy"},
    {"ORIGINLD_DTAGS=rpath", "-rpath /a a.o", "=/a(-) ; --disable-new-dtags note:dtags-policy"},
    {"ORIGINLD_DTAGS=rpath", "--disable-new-dtags -rpath /a a.o", "=/a(-) ; same"},
    {"ORIGINLD_DTAGS=rpath", "--enable-new-dtags -rpath /a a.o", "=/a(-) ; --disable-new-dtags note:dtags-policy"},
    {"ORIGINLD_DTAGS=runpath", "--enable-new-dtags -rpath /a a.o", "=/a(-) ; same"},
    {"ORIGINLD_DTAGS=rpath", "a.o", "; same"},
    {"ORIGINLD_DTAGS=rpath", "-r -rpath /a a.o", "=/a(-) ; same"},
    {"ORIGINLD_DTAGS=rpath ORIGINLD_RPATH=/a", "a.o", "; inject:/a --disable-new-dtags note:dtags-policy"},
    {"ORIGINLD_DTAGS=both", "-rpath /a a.o", "=/a(-) ; note:dtags-setting-bad same"},
    {"ORIGINLD_DTAGS=rpath file:/a", "-R /a a.o", "R=/a(-)!just-symbols ; same"},
    {"ORIGINLD_DTAGS=rpath bfd LD_RUN_PATH=/a", "a.o", "; --disable-new-dtags note:dtags-policy"},
    {"", "-m elf_x86_64_fbsd -rpath $ORIGIN/a a.o", "=$ORIGIN/a(-) ; -z origin note:origin-flag"},
    {"", "-m elf_x86_64_fbsd -rpath /a a.o", "=/a(-) ; same"},
    {"", "-m elf_x86_64_fbsd -z origin -rpath $ORIGIN/a a.o", "=$ORIGIN/a(-) ; same"},
    {"", "-m elf_x86_64_fbsd -rpath RIGIN/a a.o", "$ORIGIN/a(make-ate-dollar) ; -z origin note:origin-flag"},
    {"ORIGINLD_RPATH=$ORIGIN/a", "-m elf_x86_64_fbsd a.o", "; inject:$ORIGIN/a -z origin note:origin-flag"},
    {"ORIGINLD_RPATH=${ORIGIN}/a", "-m elf_x86_64_fbsd a.o", "; inject:${ORIGIN}/a -z origin note:origin-flag"},
    {"ORIGINLD_RPATH=/a", "-m elf_x86_64_fbsd a.o", "; inject:/a"},
    {"ORIGINLD_PREFIX=/opt bfd", "-m elf_x86_64_fbsd -rpath /opt/a a.o", "$ORIGIN/../a:/opt/a(prefix-twin) ; inject:$ORIGIN/../lib -z origin note:origin-flag"},
    {"ORIGINLD_DTAGS=rpath", "-m elf_x86_64_fbsd -rpath $ORIGIN/a a.o", "=$ORIGIN/a(-) ; --disable-new-dtags -z origin note:dtags-policy note:origin-flag"},
    /* strict mode */
    {"ORIGINLD_MODE=strict", "-rpath RIGIN/a a.o", "$ORIGIN/a(make-ate-dollar) ;"},
    {"ORIGINLD_MODE=strict", "-rpath lib a.o", "=lib(relative-element) ; refuses:relative-element in:lib same"},
    {"ORIGINLD_MODE=strict", "-rpath /a -rpath /b:lib:$FOO a.o", "=/a(-) =/b:lib:$FOO(-,relative-element,unknown-token) ; refuses:relative-element in:lib same"},
    {"ORIGINLD_MODE=strict", "-rpath /../lib a.o", "$ORIGIN/../lib(lost-name-guessed) ; refuses:lost-name-guessed in:/../lib"},
    {"ORIGINLD_MODE=strict", "-rpath $ORIGIN/../lib:/a a.o", "=$ORIGIN/../lib:/a(-,-) ; same"},
    {"ORIGINLD_MODE=strict", "-rpath /a:XXXX: a.o", "=/a:XXXX:(-,padding,empty-element) ; refuses:empty-element in: same"},
    {"ORIGINLD_MODE=strict cmake", "-rpath /a: a.o", "=/a:(-,padding) ; same"},
    {"ORIGINLD_MODE=strict cmakes:lib", "-rpath lib a.o", "=lib(relative-element)!cmake-build-rpath ; same"},
    {"ORIGINLD_MODE=strict cmakes:lib", "-rpath lib -rpath xlib a.o", "=lib(relative-element)!cmake-build-rpath =xlib(relative-element) ; refuses:relative-element in:xlib same"},
    {"ORIGINLD_MODE=strict cmakes:RIGIN/a", "-rpath RIGIN/a a.o", "=RIGIN/a(make-ate-dollar)!cmake-build-rpath ; same"},
    {"ORIGINLD_MODE=strict", "-rpath ^RIGIN/a a.o", "=RIGIN/a(make-ate-dollar)!quoting-contested ; refuses:quoting-contested in:RIGIN/a same"},
    {"ORIGINLD_MODE=strict", "-rpath ^/a a.o", "=/a(-)!quoting-contested ; same"},
    {"ORIGINLD_MODE=strict file:RIGIN/a", "-R RIGIN/a a.o", "R=RIGIN/a(make-ate-dollar)!just-symbols ; same"},
    {"ORIGINLD_MODE=strict folder:ORIGIN", "-rpath ORIGIN/a a.o", "=ORIGIN/a(folder-exists) ; refuses:folder-exists in:ORIGIN/a same"},
    /* evidence */
    {"origin=/../lib,,/../lib", "-rpath /../lib a.o", "$ORIGIN/../lib(lost-name/ninja@build.ninja:7) ;"},
    {"other=/../lib", "-rpath /../lib a.o", "=/../lib(lost-other-name) ; refuses:lost-other-name in:/../lib same"},
    {"other=/../lib ORIGINLD_MODE=strict", "-rpath /../lib a.o", "=/../lib(lost-other-name) ; refuses:lost-other-name in:/../lib same"},
    {"origin=/../lib,,/../$LIB", "-rpath /../lib a.o", "$ORIGIN/../$LIB(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/../lib,,/../$LIB", "-rpath &/../lib a.o", "$ORIGIN/../$LIB(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/../lib,,/../'x", "-rpath &/../lib a.o", "$ORIGIN/../lib(lost-name-guessed) ; refuses:lost-name-guessed in:/../lib"},
    {"origin=/../lib,,/../'x", "-rpath /../lib a.o", "$ORIGIN/../'x(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,ifl,/lib", "-rpath /lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,if,/lib", "-rpath /lib:/opt/a a.o", "$ORIGIN/lib:/opt/a(lost-name/ninja@build.ninja:7,-) ;"},
    {"origin=/lib,il,/lib", "-rpath /opt/a:/lib a.o", "/opt/a:$ORIGIN/lib(-,lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,i,/lib", "-rpath /opt/a:/lib:/b/c a.o", "/opt/a:$ORIGIN/lib:/b/c(-,lost-name/ninja@build.ninja:7,-) ;"},
    {"origin=/lib,,/lib", "-rpath /lib a.o", "=/lib(-) ; same"},
    {"other=/lib", "-rpath /lib a.o", "=/lib(-) ; same"},
    {"blind origin=/lib,*,/lib", "-rpath /lib a.o", "=/lib(-) ; same"},
    {"origin=/lib,*,/lib", "-rpath ^/lib a.o", "=/lib(-)!quoting-contested ; same"},
    {"origin=/lib,*,/lib cmakes:/lib", "-rpath /lib a.o", "=/lib(-)!cmake-build-rpath ; same"},
    {"origin=/lib/x,ifl,/lib/x", "-rpath /lib/x a.o", "$ORIGIN/lib/x(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib64/x,ifl,/lib64/x", "-rpath /lib64/x a.o", "$ORIGIN/lib64/x(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/usr/x,*,/usr/x", "-rpath /usr/x a.o", "=/usr/x(-) ; same"},
    {"origin=/usr,ifl,/usr", "-rpath /usr a.o", "$ORIGIN/usr(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/usr/,ifl,/usr/", "-rpath /usr/ a.o", "$ORIGIN/usr/(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/../lib,ifl,/../lib", "-rpath ../lib a.o", "$ORIGIN/../lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,ifl,/lib", "-rpath lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath % a.o", "$ORIGIN(lost-name/ninja@build.ninja:7) ;"},
    {"origin=,if,", "-rpath :/a a.o", "$ORIGIN:/a(lost-name/ninja@build.ninja:7,-) ;"},
    {"origin=,il,", "-rpath /a: a.o", "/a:$ORIGIN(-,lost-name/ninja@build.ninja:7) ;"},
    {"origin=,il, cmake", "-rpath /a: a.o", "=/a:(-,padding) ; same"},
    {"origin=,i,", "-rpath /a::/b a.o", "/a:$ORIGIN:/b(-,lost-name/ninja@build.ninja:7,-) ;"},
    {"origin=/lib,ifl,/lib", "-rpath 4711/lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,ifl,/lib", "-rpath 9/lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,ifl,/lib", "-rpath 0/lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,ifl,/lib", "-rpath '/lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,ifl,/lib", "-rpath \"/lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,ifl,/lib", "-rpath x/lib a.o", "=x/lib(relative-element) ; refuses:relative-element in:x/lib same"},
    {"origin=/lib,ifl,/lib", "-rpath \\/lib a.o", "$ORIGIN/lib(lost-name/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath 4711 a.o", "$ORIGIN(lost-name/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath $ a.o", "$ORIGIN(lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,,/lib", "-rpath outRIGIN/lib a.o", "$ORIGIN/lib(make-o-value/make@build.ninja:7) ;"},
    {"origin=,,", "-rpath outRIGIN a.o", "$ORIGIN(make-o-value/make@build.ninja:7) ;"},
    {"origin=/lib,,/lib", "-rpath xRIGIN/lib a.o", "$ORIGIN/lib(make-o-value/make@build.ninja:7) ;"},
    {"origin=/lib,,/lib", "-rpath ORIGIN/lib a.o", "$ORIGIN/lib(dollar-lost) ;"},
    {"origin=/lib,*,/lib", "-rpath /opt/RIGIN/lib a.o", "=/opt/RIGIN/lib(-) ; same"},
    {"origin=/lib,*,/lib", "-rpath /opt/ORIGIN/lib a.o", "=/opt/ORIGIN/lib(-) ; same"},
    {"origin=/lib,*,/lib", "-rpath /optRIGIN/lib a.o", "$ORIGIN/lib(make-o-value/make@build.ninja:7) ;"},
    {"origin=/lib,*,/lib", "-rpath /optRIGINx/lib a.o", "=/optRIGINx/lib(-) ; same"},
    {"origin=/lib,*,/lib", "-rpath $ORIGIN/RIGIN/lib a.o", "=$ORIGIN/RIGIN/lib(-) ; same"},
    {"origin=/lib,*,/lib", "-rpath $xRIGIN/lib a.o", "$ORIGIN/lib(make-o-value/make@build.ninja:7) ;"},
    {"origin=/lib,*,/lib", "-rpath '/lib:/opt/b' a.o", "$ORIGIN/lib:/opt/b(lost-name/ninja@build.ninja:7,quote-kept) ;"},
    {"origin=/lib,*,/lib", "-rpath '/opt/a:/lib' a.o", "/opt/a:$ORIGIN/lib(quote-kept,lost-name/ninja@build.ninja:7) ;"},
    {"origin=/lib,*,/lib", "-rpath \"/opt/a:/lib:/b/c\" a.o", "/opt/a:$ORIGIN/lib:/b/c(quote-kept,lost-name/ninja@build.ninja:7,quote-kept) ;"},
    {"origin=/lib,*,/lib", "-rpath '/opt/a:/b/c' a.o", "='/opt/a:/b/c'(-,-) ; same"},
    {"origin=/lib,*,/lib", "-rpath '/lib:RIGIN/x' a.o", "$ORIGIN/lib:$ORIGIN/x(lost-name/ninja@build.ninja:7,make-ate-dollar) ;"},
    /* an option that took the next word */
    {"origin=,ifl,", "-rpath -lfoo a.o", "$ORIGIN+-lfoo(lost-value/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath -Wl,-soname,x a.o", "=-Wl,-soname,x(option-swallowed) ; refuses:option-swallowed in:-Wl,-soname,x same"},
    {"origin=,ifl,", "-rpath a.o b.o", "=a.o(relative-element) ; refuses:relative-element in:a.o same"},
    {"origin=,ifl, file:a.o", "-rpath a.o b.o", "$ORIGIN+a.o(lost-value/ninja@build.ninja:7) ;"},
    {"origin=,ifl,/x", "-rpath -lfoo a.o", "=-lfoo(option-swallowed) ; refuses:option-swallowed in:-lfoo same"},
    {"origin=,ifl,", "-rpath=-lfoo a.o", "=-lfoo(option-swallowed) ; refuses:option-swallowed in:-lfoo same"},
    {"origin=,ifl,", "-rpath -lfoo:x a.o", "=-lfoo:x(option-swallowed,relative-element) ; refuses:option-swallowed in:-lfoo same"},
    {"other=", "-rpath -lfoo a.o", "=-lfoo(option-swallowed) ; refuses:option-swallowed in:-lfoo same"},
    {"origin=,ifl, file:a.o", "-R a.o b.o", "R$ORIGIN+a.o(lost-value/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath - b.o", "=-(option-swallowed) ; refuses:option-swallowed in:- same"},
    {"origin=,ifl,", "-rpath -r b.o", "$ORIGIN+-r(lost-value/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath -soname=x b.o", "$ORIGIN+-soname=x(lost-value/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath -soname a.o", "$ORIGIN+-soname(lost-value/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath ^-lfoo a.o", "=-lfoo(option-swallowed)!quoting-contested ; refuses:option-swallowed in:-lfoo same"},
    {"origin=,ifl, file:ab", "-rpath ab b.o", "$ORIGIN+ab(lost-value/ninja@build.ninja:7) ;"},
    {"origin=,ifl,", "-rpath -zorigin b.o", "$ORIGIN+-zorigin(lost-value/ninja@build.ninja:7) ;"},
    /* the value of a variable ORIGIN */
    {"ORIGIN=/home/me origin=/lib,,/lib", "-rpath /home/me/lib a.o", "$ORIGIN/lib(origin-value) ;"},
    {"ORIGIN=/home/me", "-rpath /home/me/lib a.o", "=/home/me/lib(-) ; same"},
    {"ORIGIN=/home/me origin=/lib,,/lib ORIGINLD_RPATH=/home/me/x", "-rpath /home/me/lib a.o", "$ORIGIN/lib(origin-value) ; inject:/home/me/x"},
    {"ORIGIN=/home/me origin=,,", "-rpath /home/me:/b/c a.o", "$ORIGIN:/b/c(origin-value,-) ;"},
    {"ORIGIN=/home/me origin=/lib,,/lib", "-rpath /home/men/lib a.o", "=/home/men/lib(-) ; same"},
    {"ORIGIN=/home/me origin=/lib,,/lib", "-rpath /opt/home/me/lib a.o", "=/opt/home/me/lib(-) ; same"},
    {"ORIGIN=$ORIGIN origin=/lib,,/lib", "-rpath $ORIGIN/lib a.o", "=$ORIGIN/lib(-) ; same"},
    {"ORIGIN=x origin=/lib,,/lib", "-rpath x/lib a.o", "=x/lib(relative-element) ; refuses:relative-element in:x/lib same"},
    {"ORIGIN=xy origin=/lib,,/lib", "-rpath xy/lib a.o", "$ORIGIN/lib(origin-value) ;"},
    {"ORIGIN= origin=/lib,,/lib", "-rpath /lib a.o", "=/lib(-) ; same"},
    {"ORIGIN=/home/me origin=/lib,,/lib", "-rpath /home/me/lib -rpath /home/me/bin a.o", "$ORIGIN/lib(origin-value) =/home/me/bin(-) ;"},
    {"ORIGIN=/home/me origin=/lib,,/lib ORIGINLD_LOG=x", "-rpath /home/me/lib a.o", "$ORIGIN/lib(origin-value/ninja@build.ninja:7) ;"},
    /* who did it */
    {"ORIGINLD_LOG=x origin=/lib,,/lib", "-rpath RIGIN/lib a.o", "$ORIGIN/lib(make-ate-dollar/make@build.ninja:7) ;"},
    {"ORIGINLD_VERBOSE=1 origin=/lib,,/lib", "-rpath RIGIN/lib a.o", "$ORIGIN/lib(make-ate-dollar/make@build.ninja:7) ;"},
    {"ORIGINLD_MODE=warn origin=/lib,,/lib", "-rpath RIGIN/lib a.o", "$ORIGIN/lib(make-ate-dollar/make@build.ninja:7) ;"},
    {"origin=/lib,,/lib", "-rpath RIGIN/lib a.o", "$ORIGIN/lib(make-ate-dollar) ;"},
    {"ORIGINLD_LOG=x", "-rpath RIGIN/lib a.o", "$ORIGIN/lib(make-ate-dollar) ;"},
    {"ORIGINLD_LOG=x other=/lib", "-rpath RIGIN/lib a.o", "$ORIGIN/lib(make-ate-dollar) ;"},
    {"ORIGINLD_LOG=x origin=/lib,,/lib", "-rpath IGIN/lib a.o", "$ORIGIN/lib(make-ate-twice/make@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=/lib,,/lib", "-rpath 4711ORIGIN/lib a.o", "$ORIGIN/lib(pid-for-dollar/sh@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=/lib,v,/lib", "-rpath '$ORIGIN'/lib a.o", "$ORIGIN/lib(stray-bracket@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=/lib,v,/lib", "-rpath \\$ORIGIN/lib a.o", "$ORIGIN/lib(escape-kept@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x quoted=/lib,v,/lib", "-rpath \\$ORIGIN/lib a.o", "$ORIGIN/lib(escape-kept/ninja@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x quoted=/lib,,/lib", "-rpath RIGIN/lib a.o", "$ORIGIN/lib(make-ate-dollar/ninja@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=/lib,,/lib O=out", "-rpath outRIGIN/lib a.o", "$ORIGIN/lib(make-o-value/make@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=/lib,,/lib", "-rpath outRIGIN/lib a.o", "$ORIGIN/lib(make-o-value/make@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=/lib,,/lib", "-rpath /opt/a:RIGIN/lib a.o", "/opt/a:$ORIGIN/lib(-,make-ate-dollar/make@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=/lib,,/lib", "-rpath $ORIGIN/lib:RIGIN/x a.o", "$ORIGIN/lib:$ORIGIN/x(-,make-ate-dollar) ;"},
    {"ORIGINLD_LOG=x origin=/lib,*,/lib", "-rpath /lib:RIGIN/lib a.o", "$ORIGIN/lib:$ORIGIN/lib(lost-name/ninja@build.ninja:7,make-ate-dollar/make@build.ninja:7) ;"},
    {"ORIGINLD_LOG=x origin=,,", "-rpath RIGIN a.o", "$ORIGIN(make-ate-dollar/make@build.ninja:7) ;"},
    /* what gcc drops */
    {"cc", "-R $ORIGIN/../lib a.o", "D$ORIGIN/../lib(gcc-drops-R) ;"},
    {"cc", "-R RIGIN/../lib a.o", "D$ORIGIN/../lib(gcc-drops-R) ;"},
    {"cc", "-RRIGIN/a:/opt/b:$ORIGIN/c a.o", "D$ORIGIN/a:$ORIGIN/c(gcc-drops-R,gcc-drops-R,gcc-drops-R) ;"},
    {"cc", "-R /opt/a a.o", "D=/opt/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-R . a.o", "D=.(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-R /../lib a.o", "D$ORIGIN/../lib(lost-name-guessed) ; refuses:lost-name-guessed in:/../lib"},
    {"cc ORIGINLD_MODE=strict", "-R /../lib a.o", "D$ORIGIN/../lib(lost-name-guessed) ; refuses:lost-name-guessed in:/../lib"},
    {"cc ORIGINLD_MODE=strict", "-R lib a.o", "D=lib(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-R $ORIGIN -c a.o", "D$ORIGIN(gcc-drops-R) ;"},
    {"cc", "-R $ORIGIN/a", "D=$ORIGIN/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-R $ORIGIN/a -static a.o", "D=$ORIGIN/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-R $ORIGIN/a -r a.o", "D=$ORIGIN/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-R $ORIGIN/a -static-pie a.o", "D=$ORIGIN/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc file:RIGIN/a", "-R RIGIN/a a.o", "D=RIGIN/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc LD_RUN_PATH=/x", "-R RIGIN/a a.o", "D=RIGIN/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc LD_RUN_PATH=/x", "-R RIGIN/a -Wl,-rpath,/b a.o", "D$ORIGIN/a(gcc-drops-R) =/b(-) ;"},
    {"cc", "-R ^RIGIN/a a.o", "D=RIGIN/a(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-Wl,-rpath,RIGIN/a -R RIGIN/a a.o", "$ORIGIN/a(make-ate-dollar) D$ORIGIN/a(gcc-drops-R) ;"},
    {"cc meson", "-Wl,-rpath,RIGIN/a -R $ORIGIN/b a.o", "$ORIGIN/a/(make-ate-dollar) D$ORIGIN/b(gcc-drops-R) ;"},
    {"cc ORIGINLD_RPATH=$ORIGIN/a", "-R RIGIN/a a.o", "D$ORIGIN/a(gcc-drops-R) ;"},
    {"cc ORIGINLD_RPATH=/opt/a", "-R /opt/a a.o", "D=/opt/a(gcc-drops-R)!gcc-drops-R ; inject:/opt/a"},
    {"cc ORIGINLD_PREFIX=/opt", "-R /opt/a a.o", "D=/opt/a(gcc-drops-R)!gcc-drops-R ; inject:$ORIGIN/../lib"},
    {"cc origin=/lib,*,/lib", "-R /lib a.o", "D=/lib(gcc-drops-R)!gcc-drops-R ; same"},
    {"cc", "-Wl,-rpath,RIGIN/a,-rpath,/b:RIGIN/c a.o", "$ORIGIN/a(make-ate-dollar) /b:$ORIGIN/c(-,make-ate-dollar) ;"},
    {"cc origin=,ifl, ", "-Wl,-rpath,-soname,x a.o", "=-soname(option-swallowed) ; refuses:option-swallowed in:-soname same"},
};

/* ------------------------------------------------------------- the machine */

struct machine {
	const char *given;
	unsigned linker;
};

/* Whether the word KIND VALUE was given. */
static int
is_given(const void *ctx, const char *kind, struct span value)
{
	const struct machine *m = ctx;
	struct span rest = span_of(m->given), word;

	while (next_word(&rest, &word)) {
		if (span_begins(word, kind) && span_equal(span_from(word, strlen(kind)), value))
			return 1;
	}
	return 0;
}

static int
is_file(void *ctx, struct span path)
{
	return is_given(ctx, "file:", path);
}

static int
is_folder(void *ctx, struct span name)
{
	return is_given(ctx, "folder:", name);
}

static int
is_cmakes(void *ctx, struct span value)
{
	return is_given(ctx, "cmakes:", value);
}

static int
is_meson(void *ctx)
{
	return is_given(ctx, "meson", span_of(""));
}

static int
is_cmake(void *ctx)
{
	return is_given(ctx, "cmake", span_of(""));
}

static unsigned
linker(void *ctx)
{
	return ((struct machine *)ctx)->linker;
}

/* Whether it is asked for an element at the place that the word names. */
static int
is_at(struct span where, unsigned at)
{
	unsigned want = 0;

	if (span_is(where, "*"))
		return 1;
	want |= span_has(where, "i") ? (unsigned)CLUE_INSIDE : 0;
	want |= span_has(where, "f") ? (unsigned)CLUE_FIRST : 0;
	want |= span_has(where, "l") ? (unsigned)CLUE_LAST : 0;
	want |= span_has(where, "v") ? (unsigned)CLUE_VERBATIM : 0;
	return at == want;
}

/* What one word of those given says of the suffix. */
static void
testify(struct span word, struct span suffix, unsigned at, struct plan_evidence *out)
{
	size_t equals = span_find(word, '=');
	struct span kind = span_head(word, equals), part[3];
	int i;

	if (equals == word.n || (!span_is(kind, "origin") && !span_is(kind, "quoted") && !span_is(kind, "other")))
		return;
	word = span_from(word, equals + 1);
	for (i = 0; i < 3; i++) {
		part[i] = span_head(word, span_find(word, ','));
		word = span_from(word, part[i].n + (part[i].n < word.n));
	}
	if (!span_equal(part[0], suffix) || (!span_is(kind, "other") && !is_at(part[1], at)))
		return;
	out->says = span_is(kind, "other") ? SAYS_OTHER : SAYS_ORIGIN;
	out->meant = part[2];
	out->layer = "ninja";
	out->place = "build.ninja:7";
	out->quoted = span_is(kind, "quoted");
}

static void
evidence(void *ctx, struct span suffix, unsigned at, struct plan_evidence *out)
{
	const struct machine *m = ctx;
	struct span rest = span_of(m->given), word;

	while (next_word(&rest, &word))
		testify(word, suffix, at, out);
}

/* ---------------------------------------------------------------- the line */

static struct span
with_blanks(struct arena *a, struct span s)
{
	char *p = arena_string(a, s);
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (p[i] == '~')
			p[i] = ' ';
	}
	s.p = p;
	return s;
}

static int
take_mark(struct span *word, char mark)
{
	if (!word->n || word->p[0] != mark)
		return 0;
	*word = span_from(*word, 1);
	return 1;
}

static void
feed(struct link *l, struct driver_line *d, int is_driver, struct span words)
{
	static int file;
	struct link_place place = {NULL, 0, 0, 0};
	struct span word;

	for (place.at = 1; next_word(&words, &word); place.at++) {
		place.file = take_mark(&word, '&') ? &file : NULL;
		place.locked = take_mark(&word, '^');
		if (span_is(word, "%"))
			word.n = 0;
		word = with_blanks(l->arena, word);
		if (is_driver)
			driver_word(d, word, place, 1);
		else
			link_word(l, word, place, 1);
	}
	if (is_driver)
		driver_finish(d);
}

/* The variables among what is given, as an environment. */
static void
read_settings(struct settings *s, struct arena *a, const char *given)
{
	struct span rest = span_of(given), word;
	char *env[40];
	size_t n = 0;

	while (next_word(&rest, &word)) {
		if (word.p[0] >= 'A' && word.p[0] <= 'Z')
			env[n++] = arena_string(a, with_blanks(a, word));
	}
	env[n] = NULL;
	memset(s, 0, sizeof *s);
	settings_find(s, env);
	settings_understand(s, 0);
}

static unsigned
linker_given(const struct machine *m)
{
	static const struct {
		const char *name;
		unsigned bit;
	} linkers[] = {{"bfd", LINKER_BFD}, {"gold", LINKER_GOLD}, {"lld", LINKER_LLD}, {"mold", LINKER_MOLD}};
	size_t i;

	for (i = 0; i < 4; i++) {
		if (is_given(m, linkers[i].name, span_of("")))
			return linkers[i].bit;
	}
	return 0;
}

/* Reads the row's line; its memory is `lines`, that of the plan `plans`. */
static int
make_plan(const struct row *row, struct arena *lines, struct arena *plans, struct link *l, struct plan *p)
{
	struct machine machine = {row->given, 0};
	struct plan_host host = {&machine, is_file, is_folder, is_meson, is_cmake, is_cmakes, linker, evidence};
	struct driver_line d;
	struct settings s;

	if (is_given(&machine, "blind", span_of("")))
		host.evidence = NULL;
	machine.linker = linker_given(&machine);
	read_settings(&s, lines, row->given);
	link_begin(l, lines, machine.linker ? machine.linker : (unsigned)LINKER_ANY);
	driver_begin(&d, l, DRIVER_GCC);
	feed(l, &d, is_given(&machine, "cc", span_of("")), span_of(row->line));
	return plan_make(p, plans, l, &s, &host);
}

/* ------------------------------------------------------------ what it says */

static void
describe_element(struct text *t, const struct rpath_element *e)
{
	text_puts(t, e->code ? code_name(e->code) : "-");
	if (e->layer) {
		text_puts(t, "/");
		text_puts(t, e->layer);
	}
	if (e->place) {
		text_puts(t, "@");
		text_puts(t, e->place);
	}
}

static void
describe_item(struct text *t, struct arena *a, const struct plan_item *item)
{
	static const char *const before[] = {"", "R", "J", "D"};
	size_t i;

	text_puts(t, before[item->rpath->spelling]);
	if (!item->change) {
		text_putc(t, '=');
		text_put(t, item->verdict.value);
	} else if (item->given) {
		text_puts(t, item->given);
		text_putc(t, '+');
		text_put(t, item->verdict.value);
	} else if (item->made) {
		text_puts(t, item->made);
	} else {
		text_puts(t, rpath_render(a, &item->verdict));
	}
	text_putc(t, '(');
	for (i = 0; i < item->verdict.elements; i++) {
		text_puts(t, i ? "," : "");
		describe_element(t, &item->verdict.element[i]);
	}
	text_putc(t, ')');
	if (item->left) {
		text_putc(t, '!');
		text_puts(t, code_name(item->left));
	}
	text_putc(t, ' ');
}

static void
put_fact(struct text *t, const char *name, const char *value)
{
	if (!value)
		return;
	text_putc(t, ' ');
	text_puts(t, name);
	text_puts(t, value);
}

static void
describe(struct text *t, struct arena *a, const struct plan *p)
{
	const struct plan_item *item;
	unsigned i;

	for (item = p->items; item; item = item->next)
		describe_item(t, a, item);
	text_putc(t, ';');
	put_fact(t, "run-path:", p->run_path);
	put_fact(t, "inject:", p->inject);
	for (i = 0; p->option[i]; i++)
		put_fact(t, "", p->option[i]);
	for (i = 0; i < p->note_count; i++)
		put_fact(t, "note:", code_name(p->notes[i]));
	if (p->refuse) {
		put_fact(t, "refuses:", code_name(p->refuse));
		put_fact(t, "in:", arena_string(a, p->refuse_element));
	}
	if (!p->changed)
		text_puts(t, " same");
}

static void
test_row(const struct row *row)
{
	struct arena a;
	struct link l;
	struct plan p;
	struct text t;

	arena_again(&a);
	t = text_in(&a);
	if (make_plan(row, &a, &a, &l, &p) == 0)
		describe(&t, &a, &p);
	if (!ok(span_is(text_span(&t), row->want), "'%s' with '%s'", row->line, row->given))
		printf("#   is:   %s\n#   want: %s\n", text_string(&t), row->want);
}

/* With less and less memory: a plan is the same or none. */
static void
test_scarce(void)
{
	size_t i, pieces, bad = 0, count = 0;
	struct arena a, few;
	struct text t;
	struct link l;
	struct plan p;
	int made, result;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (made = 0, pieces = 0; !made && pieces < 200; pieces++, count++) {
			arena_again(&a);
			few = scarce_arena(pieces);
			result = make_plan(&rows[i], &a, &few, &l, &p);
			made = result == 0;
			t = text_in(&a);
			if (made)
				describe(&t, &a, &p);
			bad += made ? few.failed || !span_is(text_span(&t), rows[i].want) : !few.failed || result != -1;
			bad += !scarce_whole();
		}
		bad += !made;
	}
	ok(bad == 0, "where memory ends there is no plan, and never half of one (%zu times)", count);
}

/* The plan of one line, with evidence that nobody gives. */
static struct plan
plan_of(struct arena *a, const char *given, const char *line)
{
	struct row row = {given, line, ""};
	struct plan p;
	struct link l;

	arena_again(a);
	if (make_plan(&row, a, a, &l, &p) != 0)
		exit(2);
	return p;
}

/* For which of the first item's elements something changes, as a text of 0 and 1. */
static const char *
changes(const char *given, const char *line)
{
	static char text[16];
	struct arena a;
	struct plan p = plan_of(&a, given, line);
	size_t i;

	for (i = 0; i < p.items->verdict.elements; i++)
		text[i] = plan_item_changes(p.items, i) ? '1' : '0';
	text[i] = '\0';
	return text;
}

static int
needs_loader(const char *given, const char *line)
{
	struct arena a;
	struct plan p = plan_of(&a, given, line);

	return plan_needs_loader(p.items);
}

static void
test_questions(void)
{
	ok(strcmp(changes("", "-rpath /a:RIGIN/c:$ORIGIN a.o"), "010") == 0, "what is mended changes, and nothing else");
	ok(strcmp(changes("", "-rpath ^RIGIN/c a.o"), "0") == 0, "nothing of a value that is left does");
	ok(strcmp(changes("origin=/lib,*,/lib", "-rpath /lib:/opt/a a.o"), "10") == 0, "what has another text instead does");
	ok(strcmp(changes("meson", "-rpath $ORIGIN:$ORIGIN a.o"), "01") == 0, "what gets a slash does");
	ok(strcmp(changes("ORIGINLD_PREFIX=/opt", "-rpath /usr/x:/opt/a a.o"), "01") == 0, "what gets a twin does");
	ok(strcmp(changes("origin=,*,", "-rpath -lfoo a.o"), "1") == 0, "what was given back to the line does");
	ok(strcmp(changes("cc", "-R $ORIGIN/a:/b:RIGIN/c a.o"), "101") == 0, "of a list that gcc drops, what it becomes does");
	ok(needs_loader("", "-rpath RIGIN/IB a.o") && needs_loader("", "-rpath /a:RIGIN/LATFORM a.o"), "where $LIB or $PLATFORM is put, it matters which loader there is");
	ok(!needs_loader("", "-rpath RIGIN/a:${ORIGIN a.o") && !needs_loader("", "-rpath ^RIGIN/IB a.o") && !needs_loader("", "-rpath $ORIGIN/IB a.o"), "elsewhere it does not");
}

static void
test_drop(void)
{
	struct arena a;
	struct plan p = plan_of(&a, "bfd LD_RUN_PATH=/r ORIGINLD_RPATH=/x ORIGINLD_DTAGS=rpath", "a.o");
	int i;

	ok(p.changed && p.run_path && p.inject && p.option[0], "a plan that adds words");
	plan_drop(&p);
	ok(!p.changed && !p.run_path && !p.inject && !p.option[0], "when it is dropped adds none");
	p = plan_of(&a, "", "-rpath RIGIN/a -rpath RIGIN/b a.o");
	plan_drop(&p);
	ok(!p.changed && !p.items->change && !p.items->next->change && p.items->verdict.element[0].code == CODE_MAKE_ATE_DOLLAR, "and one that mends says what it found, still");
	p.note_count = 0;
	for (i = 0; i < PLAN_NOTES + 3; i++)
		plan_note(&p, (enum code)(CODE_RPATH_SETTING_BAD + i));
	ok(p.note_count == PLAN_NOTES && p.notes[0] == CODE_RPATH_SETTING_BAD && p.notes[PLAN_NOTES - 1] == (enum code)(CODE_RPATH_SETTING_BAD + PLAN_NOTES - 1),
	    "there is room for so many notes, and no more are taken");
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		test_row(&rows[i]);
	test_scarce();
	test_questions();
	test_drop();
	return done();
}
