/** What may come next on a command line: the answer to a TAB, made from the command values. */
import {
  type Candidate,
  type Command,
  flagOf,
  type Group,
  type Kind,
  type Option,
  type Program,
  withoutFlag,
} from './command.ts'

/** How far a line has come. */
interface Typed {
  here: Program | Group | Command
  /** Arguments so far. */
  args: number
  /** Waits for its value. */
  option: Flag | undefined
  /** Behind `--` there are only arguments. */
  isOver: boolean
  readonly typed: Record<string, string[]>
}

interface Flag {
  readonly key: string
  /** `--min-level` */
  readonly name: string
  readonly option: Option
}

/**
 * @param words behind the name of the program; the last is the one to be completed, and may be empty
 * @returns none when there is nothing to offer; then the shell offers files
 */
export const complete = async (program: Program, words: readonly string[]): Promise<readonly Candidate[]> => {
  const place: Typed = { here: program, args: 0, option: undefined, isOver: false, typed: {} }
  // For bash `=` is a word of its own.
  const done = words.slice(0, -1).filter((word) => word !== '=')
  for (const word of done) if (!step(place, word)) return []
  const offered = await offer(place, words.at(-1) ?? '')
  return offered.filter(({ text }) => text.length > 0 && !UNTYPABLE.test(text))
}

/** Nobody types these, and in a list of lines they would be taken for more than they are. */
const UNTYPABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** Takes one finished word; false when it is none that this program knows. */
const step = (place: Typed, word: string): boolean => {
  const { here, option, typed } = place
  if (option) {
    typed[option.key] = [...(typed[option.key] ?? []), word]
    place.option = undefined
  } else if (word === '--') place.isOver = true
  else if (word.startsWith('-') && word !== '-' && !place.isOver) {
    const [name, value] = split(word)
    const flag = flagsOf(here).find((one) => one.name === name || `-${one.option.short}` === name)
    if (flag?.option.takes && value === undefined) place.option = flag
    else if (flag) typed[flag.key] = [...(typed[flag.key] ?? []), ...(value === undefined ? [] : [value])]
  } else if ('commands' in here) {
    const next = here.commands.find(({ name }) => name === word)
    if (!next) return false
    place.here = next
  } else place.args++
  return true
}

const offer = async ({ here, args, option, isOver, typed }: Typed, word: string): Promise<readonly Candidate[]> => {
  const valuesOf = (kind: Kind, text: string) => values(kind, text, typed)
  if (option?.option.takes) return valuesOf(option.option.takes, word)
  if (word.startsWith('-') && !isOver) {
    const flags = flagsOf(here)
    const [name, value] = split(word)
    const kind = flags.find((flag) => flag.name === name)?.option.takes
    if (value === undefined)
      return starting(word, [
        ...flags.map((flag) => ({ text: flag.name, about: flag.option.about })),
        { text: '--help', about: 'print the help of this command' },
      ])
    return kind ? (await valuesOf(kind, value)).map((one) => ({ ...one, text: `${name}=${one.text}` })) : []
  }
  if ('commands' in here) {
    const shown = here.commands.filter((entry) => !('hidden' in entry && entry.hidden))
    return starting(
      word,
      shown.map(({ name, summary }) => ({ text: name, about: summary })),
    )
  }
  const kind = (here.args[args] ?? here.args.findLast(({ takes }) => takes.repeats))?.takes
  return kind ? valuesOf(kind, word) : []
}

const flagsOf = (here: Typed['here']): readonly Flag[] =>
  'options' in here
    ? Object.entries(here.options).flatMap(([key, option]) => [
        { key, name: flagOf(key, option), option },
        ...(option.takes && option.without
          ? [{ key: withoutFlag(key), name: withoutFlag(key), option: { about: option.without } }]
          : []),
      ])
    : []

/** Of several with commas the last is completed. */
const values = async (kind: Kind, text: string, typed: Typed['typed']): Promise<readonly Candidate[]> => {
  const before = kind.commas ? text.slice(0, text.lastIndexOf(',') + 1) : ''
  const known = kind.choices ?? (await kind.lookUp?.(typed)) ?? []
  return starting(
    text,
    known.map((one) => ({ ...one, text: before + one.text })),
  )
}

/** `--format=csv` -> its name and its value. */
const split = (word: string): readonly [name: string, value?: string] => {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

const starting = (text: string, candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter((candidate) => candidate.text.startsWith(text))
