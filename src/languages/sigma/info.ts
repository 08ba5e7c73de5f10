/** Info: what a Sigma document says about itself, and its `tattletrail:` block. */
import { isObject, own } from '../../core/json.ts'
import { LEVELS, type RuleInfo, type RuleTest } from '../../core/rule.ts'
import { suggest } from '../../core/suggest.ts'
import { refuseUnknownKeys } from './fault.ts'
import { type Block, readBlock, readChoice, readText, readTexts } from './read.ts'

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
const OWN_BLOCK = 'tattletrail'

/** "level [optional]": a rule without one is taken to be worth a look. */
const DEFAULT_LEVEL = 'medium'

export const readInfo = (block: Block, { withTests }: { readonly withTests: boolean }): RuleInfo => {
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
  const status = readText(block, 'status')
  const description = readText(block, 'description')
  const extra = readBlock(block, OWN_BLOCK)
  if (extra)
    refuseUnknownKeys(extra.object, ['message', 'respond', ...(withTests ? ['tests'] : [])], extra.path, faults)
  const message = extra && readText(extra, 'message')
  return {
    id: readText(block, 'id') ?? name ?? slug(title ?? ''),
    title: title ?? '',
    ...(name !== undefined && { name }),
    level: readChoice(block, 'level', LEVELS) ?? DEFAULT_LEVEL,
    ...(status !== undefined && { status }),
    ...(description !== undefined && { description }),
    tags: readTexts(block, 'tags'),
    falsepositives: readTexts(block, 'falsepositives'),
    references: readTexts(block, 'references'),
    ...(message !== undefined && { message }),
    respond: extra ? readTexts(extra, 'respond') : [],
    tests: extra && withTests ? readTests(extra) : [],
  }
}

/** A stable id for a rule that states none. */
const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

const readTests = (extra: Block): readonly RuleTest[] => {
  const { faults } = extra
  const path = [...extra.path, 'tests']
  const list = own(extra.object, 'tests') ?? []
  if (!Array.isArray(list)) {
    faults.push({ message: '"tests" must be a list', path })
    return []
  }
  return list.flatMap((entry, at): RuleTest[] => {
    const here = [...path, at]
    if (!isObject(entry)) {
      faults.push({ message: 'a test must be a map', path: here, hint: '{ name, match, event, message? }' })
      return []
    }
    refuseUnknownKeys(entry, ['name', 'match', 'event', 'message'], here, faults)
    const block: Block = { object: entry, path: here, faults }
    const name = readText(block, 'name')
    const message = readText(block, 'message')
    const event = readBlock(block, 'event')
    const match = own(entry, 'match')
    const missing = [!name && 'name', typeof match !== 'boolean' && 'match: true or false', !event && 'event'].filter(
      Boolean,
    )
    if (missing.length > 0) faults.push({ message: `the test lacks ${missing.join(', ')}`, path: here })
    if (!name || typeof match !== 'boolean' || !event) return []
    return [{ name, match, event: event.object, ...(message !== undefined && { message }) }]
  })
}
