/** The built-in pack as pages: one for each file of `rules/`, an index, and the pack on the matrix of ATT&CK. */
import { readdirSync, readFileSync } from 'node:fs'
import pc from 'picocolors'
import { coverageOf } from '../src/app/rules/coverage.ts'
import { messageRenderer } from '../src/app/rules/message.ts'
import { toCorrelation, toRule } from '../src/app/rules/sigma-rules.ts'
import { toEvent } from '../src/cloudtrail/event.ts'
import type { Correlation } from '../src/core/correlation.ts'
import { LEVELS, type Rule, type RuleInfo } from '../src/core/rule.ts'
import { tactics, techniqueById, techniqueIdIn } from '../src/enrich/attack.ts'
import { sigma } from '../src/languages/index.ts'
import { coverageLines } from '../src/report/rules/coverage.ts'

interface RuleFile {
  /** `<service>/<rule>` */
  readonly name: string
  /** In the order of the file. */
  readonly rules: readonly Rule[]
  readonly correlations: readonly Correlation[]
}

const RULES = new URL('../rules/', import.meta.url)

export const readPack = (): readonly RuleFile[] =>
  readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .sort()
    .map((path) => {
      const file = sigma.compile(readFileSync(new URL(path, RULES), 'utf8'))
      return {
        name: path.replace(/\.yml$/, ''),
        rules: file.rules.map((rule) => toRule(rule, `rules/${path}`, messageRenderer(rule.message))),
        correlations: file.correlations.map((correlation) => toCorrelation(correlation, `rules/${path}`)),
      }
    })

/** Every page by its path below `docs/rules/`. */
export const rulePages = (pack: readonly RuleFile[]): ReadonlyMap<string, string> =>
  new Map([
    ...pack.map((file) => [`${file.name}.md`, rulePage(file)] as const),
    ['README.md', indexPage(pack)],
    ['attack.md', attackPage(pack)],
  ])

/** What a file is about: its correlation, or else its first rule. */
const mainOf = ({ name, rules, correlations }: RuleFile): Rule | Correlation => {
  const main = correlations[0] ?? rules[0]
  if (!main) throw new Error(`rules/${name}.yml holds no rule`)
  return main
}

const rulePage = (file: RuleFile): string => {
  const [first, ...others] = [...file.correlations, ...file.rules]
  const path = `rules/${file.name}.yml`
  const main = mainOf(file)
  return [
    `# ${safe(main.title)}\n`,
    `Generated from [${path}](../../../${path}) by \`npm run gen\`; [all rules](../README.md).\n`,
    ...(first === undefined ? [] : sections(first, file)),
    ...others.flatMap((other) => [`## ${safe(other.title)}\n`, ...sections(other, file)]),
    `## To change it\n`,
    `Copy [the file](../../../${path}), keep every \`id\`, change what you like (\`level: low\`; \`status: experimental\` keeps its findings,`,
    `and they alert nobody), and name the copy: \`tattletrail scan ./logs --rules ${file.name.split('/')[1]}.yml\`. A rule with the id of a`,
    `built-in one takes its place.\n`,
  ].join('\n')
}

const sections = (one: Rule | Correlation, { rules, correlations }: RuleFile): readonly string[] => [
  `| | |\n|---|---|`,
  `| level | ${one.level} |`,
  `| status | ${one.status ?? 'stable'} |`,
  ...attackRows(one.tags),
  ...('compiled' in one ? [] : correlationRows(one, [...rules, ...correlations])),
  `| id | \`${one.id}\` |\n`,
  ...(one.description === undefined ? [] : [`${safe(one.description.trim())}\n`]),
  ...exampleOf(one),
  ...listOf('What to do', one.respond),
  ...listOf('What else it could be', one.falsepositives),
  ...listOf('References', one.references),
]

const attackRows = (tags: readonly string[]): readonly string[] => {
  const tactical = tactics
    .filter(({ id }) => tags.includes(`attack.${id}`))
    .map(({ code, name }) => `[${name}](https://attack.mitre.org/tactics/${code}/)`)
  const technical = tags.flatMap((tag) => {
    const technique = techniqueById(techniqueIdIn(tag) ?? '')
    if (!technique) return []
    const { id, name } = technique
    return [`[${id} ${name}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`]
  })
  return [
    ...(tactical.length > 0 ? [`| tactics | ${tactical.join(', ')} |`] : []),
    ...(technical.length > 0 ? [`| ATT&CK | ${technical.join('<br>')} |`] : []),
  ]
}

const correlationRows = (one: Correlation, all: readonly RuleInfo[]): readonly string[] => {
  const named = one.rules.map((word) => {
    const rule = all.find(({ id, name, title }) => [id, name, title].includes(word))
    return rule ? `${cell(rule.title)} (${rule.level})` : `\`${cell(word)}\``
  })
  return [
    `| looks at many events | ${one.type}, within ${duration(one.timespan)} |`,
    ...(one.groupBy.length > 0 ? [`| together by | ${one.groupBy.map((field) => `\`${field}\``).join(', ')} |`] : []),
    ...(one.fields.length > 0
      ? [`| counts values of | ${one.fields.map((field) => `\`${field}\``).join(', ')} |`]
      : []),
    ...(one.condition.length === 0
      ? []
      : [`| when | ${one.condition.map(({ op, value }) => `${SIGNS[op]} ${value}`).join(', ')} |`]),
    ...(one.learning === undefined ? [] : [`| learns for | ${duration(one.learning)} |`]),
    `| of the rules | ${named.join('<br>')} |`,
  ]
}

const SIGNS = { gt: 'more than', gte: 'at least', lt: 'less than', lte: 'at most', eq: 'exactly', neq: 'not' } as const

const UNITS: readonly (readonly [milliseconds: number, name: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
]

const duration = (milliseconds: number): string => {
  const [size, name] = UNITS.find(([unit]) => milliseconds % unit === 0) ?? [1, 'millisecond']
  const count = milliseconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** The first event that its tests say it matches, and the sentence that this gives. */
const exampleOf = (one: Rule | Correlation): readonly string[] => {
  const said = sentenceOf(one)
  return [
    ...(said === undefined ? [] : [`For example${said.of}:\n`, `> ${safe(said.sentence)}\n`]),
    ...(one.message === undefined ? [] : [`from the message \`${one.message.trim()}\`.\n`]),
  ]
}

const sentenceOf = (one: Rule | Correlation): { readonly of: string; readonly sentence: string } | undefined => {
  if ('compiled' in one) {
    const test =
      one.tests.find(({ match, message }) => match && message !== undefined) ?? one.tests.find(({ match }) => match)
    if (!test) return undefined
    const event = toEvent(test.event)
    return { of: `, \`${event.name}\` (${safe(test.name)})`, sentence: one.renderMessage(event) }
  }
  const test = one.tests.find(({ match, message }) => match && message !== undefined)
  return test?.message === undefined ? undefined : { of: ` (${safe(test.name)})`, sentence: test.message }
}

const listOf = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [`**${title}**\n`, ...items.map((item) => `- ${safe(item.trim())}`), '']

const indexPage = (pack: readonly RuleFile[]): string => {
  const rows = [...LEVELS].reverse().flatMap((level) =>
    pack
      .filter((file) => mainOf(file).level === level)
      .map((file) => {
        const main = mainOf(file)
        const said = sentenceOf(main)?.sentence ?? ''
        return `| ${level} | [${cell(main.title)}](${file.name}.md) | ${file.name.split('/')[0]} | ${cell(said)} |`
      }),
  )
  return [
    '# The built-in pack\n',
    `${pack.length} files, the worst first. Generated from \`rules/\` by \`npm run gen\`. How a rule is made: [rules](../rules.md);`,
    'the pack on the matrix of ATT&CK: [attack](attack.md).\n',
    '| level | rule | folder | says, for example |\n|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

const attackPage = (pack: readonly RuleFile[]): string => {
  const rules = pack.flatMap((file) => file.rules)
  const correlations = pack.flatMap((file) => file.correlations)
  return [
    '# The built-in pack and ATT&CK\n',
    'What `tattletrail rules coverage` says of the pack ([coverage](../coverage.md)). Generated by `npm run gen`.\n',
    `\`\`\`\n${coverageLines(coverageOf({ rules, correlations }), pc.createColors(false), 100).join('\n')}\n\`\`\`\n`,
    'MITRE ATT&CK® is a registered trademark of The MITRE Corporation. © 2026 The MITRE Corporation. This work is reproduced and',
    'distributed with the permission of The MITRE Corporation. The licence is in [NOTICE](../../NOTICE).\n',
  ].join('\n')
}

/** Nothing in a text of a rule is markup. */
const safe = (text: string): string => text.replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'))

const cell = (text: string): string => safe(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
