/** What entities are called: in data, and for people. */
import type { Entity, EntityKind } from '../core/case.ts'

export const idOfEntity = (kind: EntityKind, value: string): Entity['id'] => `${kind}:${value}`

export const kindOfArn = (arn: string): 'user' | 'session' =>
  arn.includes(':assumed-role/') || arn.includes(':federated-user/') ? 'session' : 'user'

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
