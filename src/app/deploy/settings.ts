/** The configuration and the command line -> what a deployment is made of. */

import type { Json } from '../../core/json.ts'
import type { DeployedSecret, DeploySettings } from '../../deploy/settings.ts'
import { type SecretRef, secretRef } from '../../notation/secret.ts'
import { NOTIFICATION, STREAM_VIEW, TABLE, TIME_TO_LIVE } from '../../stores/dynamodb/table.ts'
import type { Config } from '../config/sections.ts'
import { NAMESPACE } from '../lambda/log.ts'

export type Chosen = Pick<DeploySettings, 'bucket' | 'topic' | 'org' | 'bus' | 'emails' | 'builtin' | 'code'>

export const settingsOf = (chosen: Chosen, config: Config | undefined): DeploySettings => {
  const topics = topicsOf(config)
  return {
    ...chosen,
    organizations: (config?.context.enrichers ?? []).some(({ permissions }) =>
      permissions.includes('organizations:ListAccounts'),
    ),
    destinations: config?.destinations ?? [],
    topics,
    secrets: secretsOf((config?.destinations ?? []).map(({ settings }) => settings)).filter(
      (secret) => secret.kept !== 'env' || !topics.includes(secret.name),
    ),
    table: { schema: TABLE, timeToLive: TIME_TO_LIVE, streamView: STREAM_VIEW },
    wakingRows: NOTIFICATION,
    namespace: NAMESPACE,
  }
}

/** Variables in which a destination finds a topic. */
export const topicsOf = (config: Config | undefined): readonly string[] => {
  const published = (config?.destinations ?? []).flatMap(({ permissions }) =>
    permissions.filter(({ action }) => action === 'sns:Publish').map(({ resource }) => secretRef(resource)),
  )
  return [...new Set(published.flatMap((ref) => (ref?.kept === 'env' ? [ref.name] : [])))]
}

/** Those that a deployment can give, each once. */
const secretsOf = (settings: Json): readonly DeployedSecret[] => {
  const found = referencesIn(settings).filter((secret) => secret.kept !== 'file')
  return [...new Map(found.map((secret) => [JSON.stringify(secret), secret])).values()]
}

/** Every reference to a secret in the settings of destinations. */
export const referencesIn = (settings: Json): readonly SecretRef[] => {
  if (typeof settings === 'string') return [secretRef(settings) ?? []].flat()
  if (settings === null || typeof settings !== 'object') return []
  return Object.values(settings).flatMap(referencesIn)
}
