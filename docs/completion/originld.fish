# Completion of originld(1) for fish. tests/59-completion.bats holds it against --help.

# The number of the word that is the command of `run`: the first behind its options, or behind --. Fails if there is none yet.
function __originld_run_command
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = run; or return 1
    set -l number 3
    while test $number -le (count $words)
        switch $words[$number]
            case --
                echo (math $number + 1)
                return 0
            case --rpath --prefix --dtags --log
                set number (math $number + 1)
            case '-*'
            case '*'
                echo $number
                return 0
        end
        set number (math $number + 1)
    end
    return 1
end

# What the command of `run` would be offered itself.
function __originld_command
    set -l number (__originld_run_command); or return
    set -l words (commandline -opc)
    if test $number -gt (count $words)
        __fish_complete_subcommand --commandline (commandline -ct)
    else
        complete -C (string join ' ' -- (string escape -- $words[$number..-1]) (commandline -ct))
    end
end

# Whether options of one of these verbs may stand here.
function __originld_verb
    set -l words (commandline -opc)
    test (count $words) -ge 2; and contains -- $words[2] $argv; and not contains -- -- $words; and not __originld_run_command >/dev/null
end

function __originld_no_verb
    test (count (commandline -opc)) -eq 1
end

complete -c originld -f

complete -c originld -n __originld_no_verb -a run -d 'Run a command with an ld that keeps $ORIGIN'
complete -c originld -n __originld_no_verb -a env -d 'Print the settings of run for eval'
complete -c originld -n __originld_no_verb -a doctor -d 'Try which compilers are reached'
complete -c originld -n __originld_no_verb -a dir -d 'Print the folder to put on PATH'
complete -c originld -n __originld_no_verb -a check -d 'Say what is wrong with the rpaths of a tree'
complete -c originld -n __originld_no_verb -a fix -d 'Make an installed tree movable'
complete -c originld -n __originld_no_verb -a explain -d 'Say what is wrong with an rpath, a file, a link line'
complete -c originld -n __originld_no_verb -a log -d 'Say what happened in a build'
complete -c originld -n __originld_no_verb -l help -d 'Print the verbs'
complete -c originld -n __originld_no_verb -l version -d 'Print the version'
complete -c originld -n '__originld_verb run env doctor dir check fix explain log' -l help -d 'Print the options'

complete -c originld -n '__originld_verb run env' -l cc -d 'Put names of compilers on PATH too'
complete -c originld -n '__originld_verb run env' -l rpath -x -a /__ORIGIN__/../lib -d 'Add elements to each link'
complete -c originld -n '__originld_verb run env' -l prefix -x -a '(__fish_complete_directories)' -d 'The folder that is installed to'
complete -c originld -n '__originld_verb run env' -l strict -d 'Refuse a link that stays wrong'
complete -c originld -n '__originld_verb run env' -l dtags -x -a 'runpath rpath' -d 'Which tag holds the rpath'
complete -c originld -n '__originld_verb run env' -l log -r -F -d 'Append a line of JSON for each link'
complete -c originld -n '__originld_verb run env' -l make-o -d 'Set O to $$O'
complete -c originld -n '__originld_verb run env' -l no-origin -d 'Do not set ORIGIN'
complete -c originld -n '__originld_verb env' -l sh -d 'For sh'
complete -c originld -n '__originld_verb env' -l csh -d 'For csh'
complete -c originld -n '__originld_verb env' -l fish -d 'For fish'
complete -c originld -n '__originld_verb run' -a '(__fish_complete_command)'
complete -c originld -n __originld_run_command -a '(__originld_command)'

complete -c originld -n '__originld_verb doctor check fix explain log' -l json -d 'Print JSON'
complete -c originld -n '__originld_verb doctor' -l timeout -x -d 'Seconds that a link may take'

complete -c originld -n '__originld_verb dir' -l all -d 'The folder with all names'
complete -c originld -n '__originld_verb dir' -a 'ld cc'

complete -c originld -n '__originld_verb check explain log' -F
complete -c originld -n '__originld_verb log' -l bad -d 'Only what stayed wrong, or was guessed'

complete -c originld -n '__originld_verb check' -l moved-to -x -a '(__fish_complete_directories)' -d 'Where the tree is to stand'
complete -c originld -n '__originld_verb check' -l profile -x -a 'rpm gentoo lintian' -d 'Complain as another checker does'
complete -c originld -n '__originld_verb check' -l loader -x -a 'glibc musl' -d 'Which loader reads the files'
complete -c originld -n '__originld_verb check' -l no-loader -d 'Do not look for libraries'
complete -c originld -n '__originld_verb check' -l needs -d 'Say where every library comes from'
complete -c originld -n '__originld_verb check' -l files-from -r -F -d 'Read PATHs from a file'
complete -c originld -n '__originld_verb check' -l dot -d 'Print a graph of who finds what'
complete -c originld -n '__originld_verb check' -l threads -x -d 'How many threads read files'

complete -c originld -n '__originld_verb fix' -x -a '(__fish_complete_directories)'
complete -c originld -n '__originld_verb fix' -l dry-run -d 'Say what would be done'
complete -c originld -n '__originld_verb fix' -l from -x -a '(__fish_complete_directories)' -d 'Where the tree stood before'
complete -c originld -n '__originld_verb fix' -l minimal -d 'Keep only folders that are needed'
complete -c originld -n '__originld_verb fix' -l shebang -x -a 'own env none' -d 'How scripts find their interpreters'
complete -c originld -n '__originld_verb fix' -l dtags -x -a 'runpath rpath' -d 'Which tag holds search paths'
complete -c originld -n '__originld_verb fix' -l pkg-config -d 'Make .pc files movable too'
complete -c originld -n '__originld_verb fix' -l set-id -d 'Also mend set-id files'
