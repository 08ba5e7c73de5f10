/** The configuration and the command line -> what a deployment is made of. */
import { secretRef } from '../../config/secrets.ts'
import type { Json } from '../../core/json.ts'
import type { DeployedSecret, DeploySettings } from '../../deploy/settings.ts'
import { NOTIFICATION, STREAM_VIEW, TABLE, TIME_TO_LIVE } from '../../stores/dynamodb/table.ts'
import type { Config } from '../config/sections.ts'
import { NAMESPACE } from '../lambda/log.ts'

export type Chosen = Pick<DeploySettings, 'bucket' | 'topic' | 'org' | 'realtime' | 'builtin' | 'code'>

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

/** Every reference in the settings of destinations, each once. */
const secretsOf = (settings: Json): readonly DeployedSecret[] => {
  const found = new Map<string, DeployedSecret>()
  const visit = (value: Json): void => {
    if (typeof value === 'string') {
      const secret = secretRef(value)
      if (secret && secret.kept !== 'file') found.set(JSON.stringify(secret), secret)
    } else if (Array.isArray(value)) value.forEach(visit)
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(visit)
  }
  visit(settings)
  return [...found.values()]
}
