/** What to do after an investigation: how to get its report, and what to stop by hand. */
import type { Case } from '../core/case.ts'

const NAMED = 4

/** Options of the command that a report does without. */
const FORMAT = ['-f', '--format']
const SHOWS = ['--all', '--athena-sql', '--no-color']

/**
 * The same command, for the report.
 * @param typed its arguments
 */
export const reportCommand = ({ id }: Case, typed: readonly string[]): string => {
  const kept = typed.filter(
    (word, at) =>
      !SHOWS.includes(word) &&
      !FORMAT.includes(word) &&
      !FORMAT.includes(typed[at - 1] ?? '') &&
      !/^(?:--format=|-f=?(?:text|json|md|html|stix)$)/.test(word),
  )
  return [...['tattletrail', ...kept, '--format', 'html'].map(shellWord), '>', shellWord(`${id}.html`)].join(' ')
}

/** "Enclosing characters in single-quotes shall preserve the literal value" (POSIX.1-2024, Shell Command Language, 2.2.2). */
const shellWord = (word: string): string =>
  /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/**
 * Long-lived keys that acted or were left behind, and roles whose sessions acted. Keys that begin with AKIA are long-lived
 * (IAM User Guide, "Unique identifiers").
 */
export const stopByHand = ({ entities, standing }: Case): string | undefined => {
  const acted = entities.filter((entity) => entity.acted > 0)
  const keys = [
    ...acted.filter(({ kind }) => kind === 'key').map(({ value }) => value),
    ...standing.filter(({ kind }) => kind === 'key').map(({ value }) => value),
  ].filter((key) => key.startsWith('AKIA'))
  const roles = acted
    .filter(({ kind }) => kind === 'session')
    .flatMap(({ value }) => /:assumed-role\/([^/]+)\//.exec(value)?.[1] ?? [])
  const steps = [
    ...(keys.length > 0 ? [`make ${listed('key', keys)} inactive`] : []),
    ...(roles.length > 0 ? [`revoke the sessions of ${listed('role', roles)}`] : []),
    ...(standing.length > 0 ? ['undo what still stands'] : []),
  ]
  return steps.length === 0 ? undefined : `by hand: ${steps.join('; ')}`
}

const listed = (noun: string, values: readonly string[]): string => {
  const names = [...new Set(values)]
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return `${noun}${names.length === 1 ? '' : 's'} ${names.slice(0, NAMED).join(', ')}${rest}`
}
