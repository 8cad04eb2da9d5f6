#!/usr/bin/env bats
# Completion for bash, fish and zsh, as installed: each shell is asked what it would offer, and that is held against --help.
# shellcheck disable=SC2016,SC2154,SC2030,SC2031 # a $ is often text; bats sets $output

load helpers/common

setup() {
    setup_common
    PATH=${ORIGINLD%/*}:$PATH
    BASH_FILE=$(installed bash-completion/completions/originld)
    FISH_FILE=$(installed fish/vendor_completions.d/originld.fish)
    ZSH_FILE=$(installed zsh/site-functions/_originld)
    : >a-file.log
    mkdir a-folder
}

# Where a file was installed below the folder of data, which configure may have moved.
installed() { find "$STAGE" "${ORIGINLD%/bin/originld}" -path "*/$1" 2>/dev/null | sed -n 1p; }

verbs() { "$ORIGINLD" --help | sed -n 's/^  originld \([a-z]*\) .*/\1/p'; }

# The options of a verb, or without one of the command.
options() {
    {
        if test -n "${1-}"; then
            "$ORIGINLD" "$1" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
        else
            "$ORIGINLD" --help | sed -n 's/^  originld \(--[a-z]*\)$/\1/p'
        fi
        echo --help
    } | sort -u
}

# ------------------------------------------------------- what the shells offer

# offers SHELL WORD...: completions of the last word of "originld WORD...", one a line, sorted, without their descriptions.
offers() {
    local shell=$1
    shift
    "$shell"_offers "$@" | sort -u
}

bash_offers() {
    bash --norc --noprofile -c '
        . "$0" || exit
        COMP_WORDS=(originld "$@")
        COMP_CWORD=$#
        COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}
        _originld originld "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
        if ((${#COMPREPLY[@]})); then printf "%s\n" "${COMPREPLY[@]}"; fi' "$BASH_FILE" "$@"
}

# fish quotes for itself; the words of these tests need no quotes.
fish_offers() {
    fish -N -c 'source $argv[1]; complete -C (string join " " -- originld $argv[2..-1])' "$FISH_FILE" "$@" | sed 's/	.*//; s/=$//'
}

# zsh completes only at a terminal. compadd, by which all completions go, is replaced by one that prints them.
zsh_offers() {
    cat >offers.zsh <<'END'
zmodload zsh/zpty
zpty asked zsh -f -i
send() { zpty -w asked "$1"; }
send "unsetopt zle_bracketed_paste 2>/dev/null; PROMPT=; stty -echo"
send "cd ${(q)PWD}; PATH=${(q)PATH}; fpath=(${(q)FOLDER} \$fpath)"
cat >asked.zsh <<'INNER'
autoload -U compinit
compinit -u -D
bindkey '^I' complete-word
zstyle ':completion:*' completer _complete
finish() { print -r -- '<end>'; exit; }
comppostfuncs=(finish)
compadd() {
    local -a hits
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    builtin compadd -A hits "$@"
    builtin compadd "$@"
    (( $#hits )) && print -rl -- '<hit>'$^hits
    true
}
INNER
send '. ./asked.zsh'
zpty -w -n asked "$LINE_ASKED"$'\t'
while zpty -r asked text; do
    print -r -- $text
    [[ $text = *'<end>'* ]] && break
done
END
    LINE_ASKED="originld $*" FOLDER=${ZSH_FILE%/*} timeout 20 zsh -f offers.zsh </dev/null | tr -d '\r' | sed -n 's/=$//; s/.*<hit>//p'
}

# same_offers SHELL WANTED WORD...
same_offers() {
    local shell=$1 wanted=$2
    shift 2
    assert_equal "$shell $*: $(offers "$shell" "$@")" "$shell $*: $wanted"
}

# ------------------------------------------------------------------- the tests

@test "completion: is installed for bash, zsh and fish, and uninstalled" {
    local file
    for file in "$BASH_FILE" "$FISH_FILE" "$ZSH_FILE"; do
        test -s "$file" || die 'one is missing:' "$BASH_FILE|$FISH_FILE|$ZSH_FILE" || return 1
        assert_equal "$(stat -c %a "$file")" 644
    done
    cmp "$BASH_FILE" "$SRC/docs/completion/originld.bash"
    cmp "$FISH_FILE" "$SRC/docs/completion/originld.fish"
    cmp "$ZSH_FILE" "$SRC/docs/completion/_originld"
    requires make
    "${ORIGINLD_TEST_MAKE:-make}" -C "$BUILD" -s DESTDIR="$PWD/there" install >log 2>&1 || die "$(cat log)"
    assert_equal "$(find there -name '*originld*' -path '*compl*' -o -name _originld | wc -l)" 3
    "${ORIGINLD_TEST_MAKE:-make}" -C "$BUILD" -s DESTDIR="$PWD/there" uninstall >log 2>&1 || die "$(cat log)"
    assert_equal "$(find there ! -type d)" ''
}

verbs_are_offered() { same_offers "$1" "$( (verbs; options) | grep -v '^-' | sort)" ''; }

options_are_offered() {
    local verb
    for verb in $(verbs); do
        # -- itself is an option for some
        assert_equal "$1 $verb: $(offers "$1" "$verb" -- | grep -v '^--$')" "$1 $verb: $(options "$verb")" || return 1
    done
}

@test "completion: bash offers every verb and every option of --help, and no other" {
    requires bash
    assert_equal "$(offers bash '')" "$( (verbs; options) | sort)"
    options_are_offered bash
}

@test "completion: fish offers every verb and every option of --help, and no other" {
    requires fish
    verbs_are_offered fish
    assert_equal "$(offers fish --)" "$(options)"
    options_are_offered fish
}

@test "completion: zsh offers every verb and every option of --help, and no other" {
    requires zsh
    verbs_are_offered zsh
    assert_equal "$(offers zsh --)" "$(options)"
    options_are_offered zsh
}

@test "completion: what begins as a verb or an option becomes it" {
    requires bash fish zsh
    local shell
    for shell in bash fish zsh; do
        same_offers "$shell" doctor 'do'
        same_offers "$shell" --version --v
        same_offers "$shell" --strict run --s
        same_offers "$shell" --csh env --strict --c --cs
        same_offers "$shell" ld dir l
        same_offers "$shell" cc dir --all c
    done
}

@test "completion: files are offered where a file is meant" {
    requires bash fish zsh
    local shell
    for shell in bash fish zsh; do
        same_offers "$shell" a-file.log log a-fi
        same_offers "$shell" a-file.log log --bad a-fi
        same_offers "$shell" a-file.log explain --json a-fi
        same_offers "$shell" a-file.log run --log a-fi
        same_offers "$shell" a-file.log check --needs a-folder a-fi
        same_offers "$shell" musl check --loader m
        assert_contains "$(offers "$shell" env --prefix a-fo)" a-folder
        refute_contains "$(offers "$shell" env --prefix a-f)" a-file
    done
}

@test "completion: behind run stand commands, and behind a command what it takes" {
    requires bash fish zsh
    local shell
    make_executable "$PWD/bin/gnarl-make" </dev/null
    PATH=$PWD/bin:$PATH
    for shell in bash fish zsh; do
        same_offers "$shell" gnarl-make run gnarl
        same_offers "$shell" gnarl-make run --cc --log a-file.log gnarl
        same_offers "$shell" gnarl-make run -- gnarl
        same_offers "$shell" a-file.log run gnarl-make a-fi
        # options behind the command are not ours
        refute_contains "$(offers "$shell" run gnarl-make --st)" --strict
    done
}

@test "completion: with bash-completion the words of the command are its own" {
    requires bash
    cat >other <<'END'
_command_offset() { COMPREPLY=("offset $1"); }
END
    cat other "$BASH_FILE" >both
    BASH_FILE=$PWD/both
    assert_equal "$(offers bash run --cc make a)" 'offset 3'
    assert_equal "$(offers bash run --log x -- make a)" 'offset 5'
    assert_equal "$(offers bash run --log = x make a)" 'offset 5'
    assert_equal "$(offers bash run ma)" 'offset 2'
}

@test "completion: the files are clean for their shells" {
    bash -n "$BASH_FILE"
    if type -P shellcheck >/dev/null; then shellcheck "$BASH_FILE"; fi
    if type -P zsh >/dev/null; then zsh -n "$ZSH_FILE"; fi
    if type -P fish >/dev/null; then fish -n "$FISH_FILE"; fi
    # sourced a second time it says nothing either
    assert_equal "$(bash --norc -uc '. "$0"; . "$0"' "$BASH_FILE" 2>&1)" ''
}
