/** What entities are called: in data, and for people. */
import type { Entity, EntityKind } from '../../core/case.ts'
import type { Event } from '../../core/event.ts'

export const idOfEntity = (kind: EntityKind, value: string): Entity['id'] => `${kind}:${value}`

export const kindOfArn = (arn: string): 'user' | 'session' =>
  arn.includes(':assumed-role/') || arn.includes(':federated-user/') ? 'session' : 'user'

/** Of a user or role of the account that a record is of, in the partition that its Region lies in ("Amazon Resource Names", Partition). */
export const iamArn = (
  { accountId, region }: Pick<Event, 'accountId' | 'region'>,
  what: 'user' | 'role',
  name: string,
): string =>
  `arn:${region.startsWith('us-gov-') ? 'aws-us-gov' : region.startsWith('cn-') ? 'aws-cn' : 'aws'}:iam::${accountId}:${what}/${name}`

/** What stands on the frontier for those behind an address of the case that is shared. */
export const everyoneAt = (address: string): string => `everyone at ${address}`

export const lastName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

export const labelOf = (kind: EntityKind, value: string): string => {
  if (kind === 'user') return value.endsWith(':root') ? 'the root user' : `user ${lastName(value)}`
  if (kind === 'role') return `role ${lastName(value)}`
  if (kind === 'session') {
    const [, role, name] = /:assumed-role\/([^/]+)\/(.+)$/.exec(value) ?? []
    return role === undefined ? `session ${lastName(value)}` : `session ${name} of ${role}`
  }
  return value
}
