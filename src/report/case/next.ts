/** What to do after an investigation: how to get its report, and what to stop by hand. */
import type { Case } from '../../core/case.ts'
import { isPermissionSet } from '../../core/event.ts'
import { shellWord } from '../../notation/shell.ts'

const NAMED = 4

/** Options of the command that a report does without. */
const FORMAT = ['-f', '--format']
const SHOWS = ['--all', '--athena-sql', '--no-color']

/**
 * The same command, for the report.
 * @param typed its arguments
 */
export const reportCommand = (found: Case, typed: readonly string[]): string => again(found, typed, 'html')

/** The case into a file, and the plan that would stop whoever is in it. */
export const containCommand = (found: Case, typed: readonly string[]): string =>
  `${again(found, typed, 'json')} && tattletrail contain plan ${shellWord(`${found.id}.json`)}`

const again = ({ id }: Case, typed: readonly string[], format: string): string => {
  const kept = typed.filter(
    (word, at) =>
      !SHOWS.includes(word) &&
      !FORMAT.includes(word) &&
      !FORMAT.includes(typed[at - 1] ?? '') &&
      !/^(?:--format=|-f=?(?:text|json|md|html|stix)$)/.test(word),
  )
  return [...['tattletrail', ...kept, '--format', format].map(shellWord), '>', shellWord(`${id}.${format}`)].join(' ')
}

/** What stands that gives a user a password. */
const PASSWORDS = new Set(['password of user', 'changed password of user'])

/**
 * Roles of permission sets: "You can't edit roles in IAM that were created from IAM Identity Center permission sets" ("Revoke IAM
 * role temporary security credentials"). Instead: a service control policy that denies, no more assignments, and the user's
 * session deleted ("Revoke active IAM role sessions created by permission sets", IAM Identity Center User Guide).
 */
const SSO = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/

/**
 * Steps, the widest power first. Keys that begin with AKIA are long-lived (IAM User Guide, "Unique identifiers"). Temporary
 * credentials "are valid until they expire": what `GetFederationToken` and `GetSessionToken` handed out is ended by the
 * permissions of the user that asked ("Disabling permissions for temporary security credentials").
 */
export const stopByHand = ({ entities, events, standing }: Case): readonly string[] => {
  const acted = entities.filter((entity) => entity.acted > 0)
  const done = events.filter(({ errorCode }) => errorCode === null)
  const asRoot = done.filter(({ arn }) => arn?.endsWith(':root'))
  const rootKeys = new Set(asRoot.map(({ key }) => key))
  const usersOf = (...calls: readonly string[]): readonly string[] =>
    done.filter(({ name }) => calls.includes(name)).flatMap(({ arn }) => userIn(arn) ?? [])
  const ended = new Set(entities.filter((entity) => entity.ended).map(({ value }) => value))
  const keys = [...acted, ...standing]
    .filter(
      ({ kind, value }) => kind === 'key' && value.startsWith('AKIA') && !rootKeys.has(value) && !ended.has(value),
    )
    .map(({ value }) => value)
  const passwords = [
    ...standing.filter(({ kind }) => PASSWORDS.has(kind)).map(({ value }) => value),
    ...usersOf('ConsoleLogin', 'ChangePassword'),
  ]
  const sessions = acted.filter(({ kind }) => kind === 'session').map(({ value }) => value)
  const issuers = usersOf('GetFederationToken', 'GetSessionToken')
  const federated = sessions.flatMap((arn) => /:federated-user\/(.+)$/.exec(arn)?.[1] ?? [])
  const { roles, sets, people } = rolesOf(sessions, entities)
  const steps: readonly (readonly [noun: string, values: readonly string[], step: (whom: string) => string])[] = [
    [
      'account',
      asRoot.map(({ arn }) => arn?.split(':')[4] ?? ''),
      (account) => `root user of ${account}: change the password, delete its access keys, check its MFA devices`,
    ],
    ['key', keys, (whom) => `make ${whom} inactive`],
    [
      'principal',
      done.flatMap(({ name, arn }) => (name === 'AssumeRoot' && arn !== null ? [arn] : [])),
      (whom) => `deny sts:AssumeRoot to ${whom}: the root sessions that it opened end by themselves within 15 minutes`,
    ],
    ['user', passwords, (whom) => `change or delete the password of ${whom}`],
    [
      'user',
      issuers,
      (whom) => `deny everything to ${whom} by a policy, or delete it: sessions outlive a key that is made inactive`,
    ],
    [
      'federated session',
      issuers.length + asRoot.length > 0 ? [] : federated,
      (whom) => `deny everything by a policy to who opened ${whom}: it outlives a key that is made inactive`,
    ],
    ['role', roles, (whom) => `revoke the sessions of ${whom}`],
    [
      'permission set',
      sets,
      (whom) =>
        `in IAM Identity Center, end the sessions of ${listed('user', people)} and take away ${whom}; what is open goes on until it expires, unless a service control policy denies it`,
    ],
  ]
  return [
    ...steps.filter(([, values]) => values.length > 0).map(([noun, values, step]) => step(listed(noun, values))),
    ...(standing.length > 0 ? ['undo what still stands'] : []),
  ]
}

/** What sessions are of: roles, and permission sets with the people in them. */
const rolesOf = (sessions: readonly string[], entities: Case['entities']) => {
  // The ARN of a session has no path: a role that is only called like those of permission sets is told by its own.
  const others = entities.filter(({ kind, value }) => kind === 'role' && !isPermissionSet(value))
  const otherRoles = new Set(others.map(({ value }) => value.slice(value.lastIndexOf('/') + 1)))
  const opened = sessions.flatMap((arn) => {
    const [, role, person = ''] = /:assumed-role\/([^/]+)\/(.*)$/s.exec(arn) ?? []
    return role === undefined ? [] : [{ role, person, set: otherRoles.has(role) ? undefined : SSO.exec(role)?.[1] }]
  })
  return {
    roles: opened.flatMap(({ role, set }) => (set === undefined ? [role] : [])),
    sets: opened.flatMap(({ set }) => set ?? []),
    people: opened.flatMap(({ person, set }) => (set === undefined ? [] : [person])),
  }
}

const userIn = (arn: string | null): string | undefined => /:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1]

const listed = (noun: string, values: readonly string[]): string => {
  const names = [...new Set(values)]
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return `${noun}${names.length === 1 ? '' : 's'} ${names.slice(0, NAMED).join(', ')}${rest}`
}
