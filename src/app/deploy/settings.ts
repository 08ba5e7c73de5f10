/** The configuration and the command line -> what a deployment is made of. */

import type { Json } from '../../core/json.ts'
import type { DeployedSecret, DeploySettings } from '../../deploy/settings.ts'
import { type SecretRef, secretRef } from '../../notation/secret.ts'
import { NOTIFICATION, STREAM_VIEW, TABLE, TIME_TO_LIVE } from '../../stores/dynamodb/table.ts'
import type { Config } from '../config/sections.ts'
import { NAMESPACE } from '../lambda/log.ts'

export type Chosen = Pick<DeploySettings, 'bucket' | 'topic' | 'org' | 'bus' | 'builtin' | 'code'>

export const settingsOf = (chosen: Chosen, config: Config | undefined): DeploySettings => ({
  ...chosen,
  organizations: (config?.context.enrichers ?? []).some(({ permissions }) =>
    permissions.includes('organizations:ListAccounts'),
  ),
  destinations: config?.destinations ?? [],
  secrets: secretsOf((config?.destinations ?? []).map(({ settings }) => settings)),
  table: { schema: TABLE, timeToLive: TIME_TO_LIVE, streamView: STREAM_VIEW },
  wakingRows: NOTIFICATION,
  namespace: NAMESPACE,
})

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
