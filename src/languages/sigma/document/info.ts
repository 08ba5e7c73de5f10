/** Info: what a Sigma document says about itself, and its `tattletrail:` block. */
import { own } from '../../../core/json.ts'
import { LEVELS, type RuleInfo, STATUSES, type Status } from '../../../core/rule.ts'
import { suggest } from '../../../notation/suggest.ts'
import { didYouMean, refuseUnknownKeys } from './fault.ts'
import { type RuleBlock, readBlock, readChoice, readText, readTexts } from './read.ts'

/** The attributes of the specification; "[arbitrary custom fields]" are allowed besides. */
const ATTRIBUTES = [
  'title',
  'id',
  'name',
  'related',
  'taxonomy',
  'status',
  'description',
  'license',
  'references',
  'author',
  'date',
  'modified',
  'logsource',
  'detection',
  'correlation',
  'fields',
  'falsepositives',
  'level',
  'tags',
  'scope',
  'generate',
  'tattletrail',
]
export const OWN_BLOCK = 'tattletrail'

/** "level [optional]": a rule without one is taken to be worth a look. */
const DEFAULT_LEVEL = 'medium'

export const readInfo = (block: RuleBlock): RuleInfo => {
  const { object, path, faults } = block
  for (const key of Object.keys(object)) {
    const meant = ATTRIBUTES.includes(key) ? undefined : suggest(key, ATTRIBUTES)
    if (meant === undefined || Math.abs(meant.length - key.length) > 1) continue
    faults.push({
      message: `unknown key "${key}"`,
      path: [...path, key],
      inKey: true,
      hint: `did you mean "${meant}"?`,
      warning: true,
    })
  }
  const title = readText(block, 'title')
  if (title === undefined && (own(object, 'title') ?? null) === null) {
    faults.push({ message: 'the rule has no title', path, hint: 'title: what the rule detects, in a few words' })
  }
  const name = readText(block, 'name')
  const status = readStatus(block)
  const description = readText(block, 'description')
  const extra = readBlock(block, OWN_BLOCK)
  if (extra) refuseUnknownKeys(extra.object, ['message', 'respond', 'tests'], extra.path, faults)
  const message = extra && readText(extra, 'message')
  return {
    id: readText(block, 'id') ?? name ?? slug(title ?? ''),
    title: title ?? '',
    name,
    level: readChoice(block, 'level', LEVELS) ?? DEFAULT_LEVEL,
    status,
    description,
    tags: readTexts(block, 'tags'),
    falsepositives: readTexts(block, 'falsepositives'),
    references: readTexts(block, 'references'),
    message,
    respond: extra ? readTexts(extra, 'respond') : [],
  }
}

/** An unknown status is told and counts as none: a slip of the pen must not silence a rule. */
const readStatus = (block: RuleBlock): Status | undefined => {
  const text = readText(block, 'status')
  const status = STATUSES.find((known) => known === text)
  if (text === undefined || status !== undefined) return status
  const { hint = `one of ${STATUSES.join(', ')}` } = didYouMean(text, STATUSES)
  block.faults.push({
    message: `"${text}" is not a status: taken as stable`,
    path: [...block.path, 'status'],
    hint,
    warning: true,
  })
  return undefined
}

/** A stable id for a rule that states none. */
const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
