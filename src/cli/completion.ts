/** Completion scripts: each asks the program itself, so that it offers what this version, configuration and store know. */

/** An answer is one candidate a line, and what it is behind a tab; with none, the shell offers files. */
const ASK = 'complete --'

const bash = `_tattletrail() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    # Inside quotes the shell wants it as it is.
    case "\${COMP_WORDS[COMP_CWORD]}" in [\\"\\']*) ;; *) printf -v line %q "$line" ;; esac
    COMPREPLY+=("$line")
  done < <("$1" ${ASK} "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$2" 2>/dev/null)
}
complete -o default -F _tattletrail tattletrail
`

const zsh = `#compdef tattletrail
_tattletrail() {
  local line
  local -a texts abouts
  for line in "\${(@f)$("\${words[1]}" ${ASK} "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
    [[ -n "$line" ]] || continue
    texts+=("\${line%%$'\\t'*}")
    abouts+=("\${line/$'\\t'/  }")
  done
  if (( $#texts )); then compadd -l -d abouts -a texts; else _files; fi
}
if [ "\${funcstack[1]}" = _tattletrail ]; then _tattletrail "$@"; else compdef _tattletrail tattletrail; fi
`

const fish = `function __tattletrail
    set -l words (commandline -opc)
    set -l found ($words[1] ${ASK} $words[2..] (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c tattletrail -f -a '(__tattletrail)'
`

export const SCRIPTS = { bash, zsh, fish } as const
