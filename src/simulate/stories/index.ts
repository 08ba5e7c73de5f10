/** The registry of attack stories: one file and one line each. */
import { bucketExfiltration } from './bucket-exfiltration.ts'
import { consoleTakeover } from './console-takeover.ts'
import { cryptoMiner } from './crypto-miner.ts'
import { lambdaPersistence } from './lambda-persistence.ts'
import { leakedKey } from './leaked-key.ts'
import { ransom } from './ransom.ts'
import { roleBackdoor } from './role-backdoor.ts'
import { secretsHarvest } from './secrets-harvest.ts'
import { snapshotShare } from './snapshot-share.ts'
import type { AttackStory } from './stage.ts'
import { stoppedLogging } from './stopped-logging.ts'

export const STORIES: readonly AttackStory[] = [
  leakedKey,
  stoppedLogging,
  bucketExfiltration,
  secretsHarvest,
  roleBackdoor,
  snapshotShare,
  cryptoMiner,
  consoleTakeover,
  lambdaPersistence,
  ransom,
]
