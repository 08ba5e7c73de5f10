/** ATT&CK for rules: what a tag means, whether it is one, and the techniques that a cloud's logs can show. */
import { suggest } from '../notation/suggest.ts'
import { ATTACK_VERSION, CLOUD, RELATED, REVOKED, TACTICS, type TechniqueRow } from './attack-data.ts'

export { ATTACK_VERSION }

export interface Tactic {
  /** As tags write it: `initial-access`. */
  readonly id: string
  /** As ATT&CK numbers it: `TA0001`. */
  readonly code: string
  readonly name: string
}

export interface Technique {
  readonly id: string
  readonly name: string
  readonly tactics: readonly string[]
  /** Calls to a cloud's API can be this technique: without a rule it is a gap. */
  readonly inCloud: boolean
}

/** What is wrong with a tag, in words. */
export interface TagFault {
  readonly message: string
  readonly hint: string
}

export const tactics: readonly Tactic[] = TACTICS.map(([id, code, name]) => ({ id, code, name }))

const toTechniques = (rows: readonly TechniqueRow[], inCloud: boolean): readonly Technique[] =>
  rows.map(([id, name, of]) => ({ id, name, tactics: of.split(' '), inCloud }))

/** In the order of their identifiers. */
export const techniques: readonly Technique[] = [...toTechniques(CLOUD, true), ...toTechniques(RELATED, false)].sort(
  (a, b) => (a.id < b.id ? -1 : 1),
)

const byId = new Map(techniques.map((technique) => [technique.id, technique]))
const revoked = new Map(REVOKED.map(([id, name, successor]) => [id, { name, successor }]))
const tacticTags = tactics.map(({ id }) => `attack.${id}`)
const techniqueTags = techniques.map(({ id }) => `attack.${id.toLowerCase()}`)
const allTags = [...tacticTags, ...techniqueTags]

/** Longer than any tag. */
const MAX_SHOWN = 60

/** ATT&CK 19 split Defense Evasion: TA0005 is Stealth, TA0112 Defense Impairment (https://attack.mitre.org/tactics/). */
const SPLIT = 'defense-evasion'

/** The technique that an identifier names today; that of a revoked one is its successor. */
export const techniqueById = (id: string): Technique | undefined => byId.get(revoked.get(id)?.successor ?? id)

/** The name that belongs to an identifier, revoked or not. */
export const techniqueName = (id: string): string | undefined => byId.get(id)?.name ?? revoked.get(id)?.name

/** The identifier in a technique's tag, as ATT&CK writes it. */
export const techniqueIdIn = (tag: string): string | undefined =>
  /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase()

/**
 * "attack: t1234 refers to a technique, g1234 to a group, s1234 to software", `ds`, `m` and `a` to data sources, mitigations and
 * assets; tactics are lower-case words joined by hyphens (Sigma specification, "Sigma Tags", namespace attack). Other namespaces
 * are left alone.
 */
export const tagFault = (tag: string): TagFault | undefined => {
  if (!/^attack\./i.test(tag) || /^attack\.(?:g|s|ds|m|a)\d{4}$/i.test(tag)) return undefined
  const id = techniqueIdIn(tag)
  if (id === undefined) return tacticFault(tag)
  const { name, successor } = revoked.get(id) ?? {}
  if (successor !== undefined)
    return {
      message: `ATT&CK revoked ${id} (${name})`,
      hint: `attack.${successor.toLowerCase()} (${techniqueName(successor)}) took its place`,
    }
  if (byId.has(id)) return undefined
  const parent = id.split('.')[0] as string
  const meant = byId.has(parent) ? `attack.${parent.toLowerCase()}` : suggest(tag, techniqueTags)
  return { message: `${id} is no technique for clouds in ATT&CK ${ATTACK_VERSION}`, hint: didYouMean(meant) }
}

const tacticFault = (tag: string): TagFault | undefined => {
  const asTactic = tag.toLowerCase().replaceAll('_', '-')
  if (tacticTags.includes(tag)) return undefined
  const shown = tag.length > MAX_SHOWN ? `${tag.slice(0, MAX_SHOWN)}…` : tag
  const message = `"${shown}" is neither a tactic nor a technique of ATT&CK ${ATTACK_VERSION}`
  if (asTactic === `attack.${SPLIT}`)
    return { message, hint: 'attack.stealth and attack.defense-impairment took its place' }
  return { message, hint: didYouMean(tacticTags.includes(asTactic) ? asTactic : suggest(asTactic, allTags)) }
}

const didYouMean = (tag: string | undefined): string => {
  if (tag === undefined) return 'for example attack.initial-access, or attack.t1078.004'
  const id = techniqueIdIn(tag)
  return `did you mean "${tag}"${id === undefined ? '' : ` (${techniqueName(id)})`}?`
}
