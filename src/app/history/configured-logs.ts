/** Where to look when nobody says where: the logs of the configured source. */
import { openChecked } from '../config/open-config.ts'

/** A path or `s3://bucket/prefix`; undefined: there is no source, or its logs come and go. @throws RefusedRules, UsageError */
export const configuredLogs = async (config: string | undefined): Promise<string | undefined> =>
  (await openChecked(config)).config?.source?.logs
