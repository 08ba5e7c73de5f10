/** Completion scripts, written from the commands themselves so that they never lag behind. */
import type { Command } from 'commander'

interface Word {
  /** The command path, for example `rules list`; empty for the top. */
  readonly path: string
  readonly words: readonly string[]
}

const walk = (command: Command, path: readonly string[] = []): readonly Word[] => [
  {
    path: path.join(' '),
    words: [
      ...command.commands.map((child) => child.name()),
      ...command.options.flatMap(({ long }) => (long ? [long] : [])),
      '--help',
    ],
  },
  ...command.commands.flatMap((child) => walk(child, [...path, child.name()])),
]

const bash = (words: readonly Word[]): string => `_tattletrail() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case "$path $word" in ${words
      .filter(({ path }) => path)
      .map(({ path }) => `"${path.includes(' ') ? path : ` ${path}`}"`)
      .join('|')}) path="\${path:+$path }$word" ;; esac ;; esac
  done
  case "$path" in
${words.map(({ path, words: list }) => `    "${path}") COMPREPLY=($(compgen -W "${list.join(' ')}" -- "$cur")) ;;`).join('\n')}
  esac
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _tattletrail tattletrail
`

const zsh = (words: readonly Word[]): string => `#compdef tattletrail
autoload -U +X bashcompinit && bashcompinit
${bash(words)}`

const fish = (words: readonly Word[]): string =>
  words
    .flatMap(({ path, words: list }) => {
      const when = path ? `__fish_seen_subcommand_from ${path.split(' ').at(-1)}` : '__fish_use_subcommand'
      return list.map((word) =>
        word.startsWith('--')
          ? `complete -c tattletrail -n '${when}' -l ${word.slice(2)}`
          : `complete -c tattletrail -n '${when}' -a ${word}`,
      )
    })
    .join('\n')
    .concat('\n')

const SHELLS: Readonly<Record<string, (words: readonly Word[]) => string>> = { bash, zsh, fish }

export const completionCommand = async (shell: string, program: Command): Promise<number> => {
  const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined
  if (!write) {
    process.stderr.write(
      `tattletrail completion: no completion for "${shell}": use ${Object.keys(SHELLS).join(', ')}\n`,
    )
    return 2
  }
  process.stdout.write(write(walk(program)))
  return 0
}
