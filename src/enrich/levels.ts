/** How bad a finding is where it happened: production up one step, a sandbox down one. */
import { isCanary, LEVELS, type Level } from '../core/rule.ts'

export const CHANGES = ['raise', 'lower', 'keep'] as const
export type LevelChange = (typeof CHANGES)[number]

/** By environment. */
export type LevelChanges = Readonly<Record<string, LevelChange>>

export const DEFAULT_CHANGES: LevelChanges = { production: 'raise', prod: 'raise', sandbox: 'lower' }

/** `critical` stays what it is, and so does what only informs. */
export const levelIn = (
  { level, tags }: { readonly level: Level; readonly tags: readonly string[] },
  environment: string | undefined,
  changes: LevelChanges,
): Level => {
  if (environment === undefined || level === 'critical' || level === 'informational' || isCanary(tags)) return level
  const key = environment.toLowerCase()
  const change = Object.hasOwn(changes, key) ? changes[key] : 'keep'
  return change === 'keep' ? level : (LEVELS[LEVELS.indexOf(level) + (change === 'raise' ? 1 : -1)] ?? level)
}

/** The highest level that a rule's findings can have anywhere. */
export const highestLevel = (
  rule: { readonly level: Level; readonly tags: readonly string[] },
  environments: Iterable<string>,
  changes: LevelChanges,
): Level => {
  let highest = LEVELS.indexOf(rule.level)
  for (const environment of environments)
    highest = Math.max(highest, LEVELS.indexOf(levelIn(rule, environment, changes)))
  return LEVELS[highest] ?? rule.level
}
