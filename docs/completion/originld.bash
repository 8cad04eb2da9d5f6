# shellcheck shell=bash
# Completion of originld(1) for bash. tests/59-completion.bats holds it against --help.

# The options of each verb. One with a = takes the next word.
_originld_options() {
    case $1 in
    run) echo --cc --rpath= --prefix= --dtags= --strict --log= --make-o --no-origin -- ;;
    env) echo --cc --rpath= --prefix= --dtags= --strict --log= --make-o --no-origin --sh --csh --fish ;;
    doctor) echo --json --timeout= ;;
    dir) echo --all ;;
    check) echo --json --moved-to= --profile= --loader= --no-loader --needs --files-from= --dot --threads= ;;
    fix) echo --dry-run --from= --minimal --shebang= --dtags= --pkg-config --set-id --json ;;
    explain) echo --json -- ;;
    log) echo --bad --json ;;
    esac
    echo --help
}

# _originld_reply WORD...: those that begin as what was typed.
_originld_reply() {
    local word
    for word; do
        if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
    done
}

_originld_files() {
    local word
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$cur")
}

# The words of another command, from number $1 on.
_originld_command() {
    if declare -F _comp_command_offset >/dev/null; then
        _comp_command_offset "$1"
    elif declare -F _command_offset >/dev/null; then
        _command_offset "$1"
    elif ((COMP_CWORD == $1)); then
        _originld_files -c
    else
        _originld_files -f
    fi
}

_originld_value() {
    case $1 in
    --log | --files-from) _originld_files -f ;;
    --prefix | --moved-to | --from) _originld_files -d ;;
    --rpath) _originld_reply '/__ORIGIN__/../lib' ;;
    --profile) _originld_reply rpm gentoo lintian ;;
    --loader) _originld_reply glibc musl ;;
    --shebang) _originld_reply own env none ;;
    --dtags) _originld_reply runpath rpath ;;
    esac
}

_originld() {
    local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]-} options word number=2
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _originld_reply run env doctor dir check fix explain log --help --version
        return
    fi
    read -r -d '' -a options < <(_originld_options "$verb")
    # past the options that stand there already
    while ((number < COMP_CWORD)); do
        word=${COMP_WORDS[number]}
        case $word in
        --)
            case $verb in run | explain) _originld_command $((number + 1)) ;; esac
            return
            ;;
        -*) ;;
        *) break ;;
        esac
        number=$((number + 1))
        if [[ " ${options[*]} " == *" $word= "* ]]; then
            # bash may have split it at a =
            if [[ ${COMP_WORDS[number]-} == = ]]; then
                number=$((number + 1))
                if [[ $cur == = ]]; then cur=; fi
            fi
            if ((number >= COMP_CWORD)); then
                _originld_value "$word"
                return
            fi
            number=$((number + 1))
        fi
    done
    if [[ $cur == -* ]] && ((number == COMP_CWORD)); then
        _originld_reply "${options[@]%=}"
        return
    fi
    case $verb in
    run) _originld_command "$number" ;;
    dir) if ((number == COMP_CWORD)); then _originld_reply ld cc; fi ;;
    check) _originld_files -f ;;
    explain | log) if ((number == COMP_CWORD)); then _originld_files -f; fi ;;
    esac
}

complete -F _originld originld
