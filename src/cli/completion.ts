/** Completion scripts, written from the commands themselves so that they never lag behind. */
import type { Argument, Command, Option } from 'commander'

interface Word {
  readonly text: string
  readonly about: string
}

interface Flag extends Word {
  readonly takesValue: boolean
  /** The values there are, when they are few. */
  readonly values: readonly string[]
}

interface Place {
  /** The command path, for example `rules list`; empty for the top. */
  readonly path: string
  /** Sub-commands, or the values of an argument that has but a few. */
  readonly words: readonly Word[]
  readonly flags: readonly Flag[]
}

const toFlag = ({ long, description, argChoices, required }: Option): readonly Flag[] =>
  long ? [{ text: long, about: description, takesValue: required, values: argChoices ?? [] }] : []

const choices = ({ argChoices, description }: Argument): readonly Word[] =>
  (argChoices ?? []).map((text) => ({ text, about: description }))

const walk = (command: Command, path: readonly string[] = []): readonly Place[] => [
  {
    path: path.join(' '),
    words: [
      ...command.commands.map((child) => ({ text: child.name(), about: child.description() })),
      ...command.registeredArguments.flatMap(choices),
    ],
    flags: [
      ...command.options.flatMap(toFlag),
      { text: '--help', about: 'print the help of this command', takesValue: false, values: [] },
    ],
  },
  ...command.commands.flatMap((child) => walk(child, [...path, child.name()])),
]

/** Nothing to offer leaves the word to the shell, which completes file names (`-o default`). */
const bash = (places: readonly Place[]): string => {
  const paths = places.flatMap(({ path }) => (path ? [`"${path}"`] : []))
  const values = places.flatMap(({ path, flags }) =>
    flags.flatMap((flag) =>
      flag.takesValue ? [`    "${path} ${flag.text}") words="${flag.values.join(' ')}" value=1 ;;`] : [],
    ),
  )
  const words = places.map(
    ({ path, words, flags }) =>
      `      "${path}") words="${texts(words)}"; [[ $cur == -* ]] && words="${texts(flags)}" ;;`,
  )
  return `_tattletrail() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" word words="" value=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in ${paths.join('|')}) path="\${path:+$path }$word" ;; esac
  done
  case "$path $prev" in
${values.join('\n')}
  esac
  if [ -z "$value" ]; then
    case "$path" in
${words.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _tattletrail tattletrail
`
}

const texts = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ')

const zsh = (places: readonly Place[]): string => `#compdef tattletrail
autoload -U +X bashcompinit && bashcompinit
${bash(places)}`

const fish = (places: readonly Place[]): string =>
  places
    .flatMap(({ path, words, flags }) => {
      const inside = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`)
      const when = path ? inside.join('; and ') : '__fish_use_subcommand'
      const isLast = words.length > 0 && path ? `${when}; and not __fish_seen_subcommand_from ${texts(words)}` : when
      return [
        ...words.map(
          ({ text, about }) => `complete -c tattletrail -f -n ${quote(isLast)} -a ${text} -d ${quote(about)}`,
        ),
        ...flags.map(({ text, about, takesValue, values }) => {
          const value = values.length > 0 ? ` -x -a ${quote(values.join(' '))}` : takesValue ? ' -r' : ''
          return `complete -c tattletrail -n ${quote(when)} -l ${text.slice(2)}${value} -d ${quote(about)}`
        }),
      ]
    })
    .join('\n')
    .concat('\n')

const quote = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`

const SCRIPTS = { bash, zsh, fish } as const
export type Shell = keyof typeof SCRIPTS

export const completionCommand = async (shell: Shell, program: Command): Promise<number> => {
  process.stdout.write(SCRIPTS[shell](walk(program)))
  return 0
}
