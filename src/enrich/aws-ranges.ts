/** The networks of AWS, from the file that it publishes. */
import { isObject, text } from '../core/json.ts'
import { parseRange } from '../notation/address.ts'
import { defineEnricher, filePath, type NoFacts } from './define.ts'
import type { NamedNetwork } from './networks.ts'

export const awsRanges = defineEnricher({
  key: 'aws_ranges',
  title: 'Address ranges of AWS',
  config: filePath("AWS's ip-ranges.json"),
  gives: 'networks',
  permissions: [],
  file: (path) => path,
  learn: async ({ file }) => {
    const networks = parseAwsRanges(file().toString('utf8'))
    return 'problem' in networks ? networks : { facts: { networks } }
  },
})

/** In AWS's file every range of a service is also one of the collection `AMAZON`: the service says more, and the first one is believed. */
const COLLECTION = 'AMAZON'

/**
 * `ip-ranges.json` (Amazon VPC user guide, "Syntax for AWS IP address range JSON").
 * @returns what is wrong when it is no such file
 */
export const parseAwsRanges = (json: string): readonly NamedNetwork[] | NoFacts => {
  let file: unknown
  try {
    file = JSON.parse(json)
  } catch {
    return { problem: 'is not valid JSON' }
  }
  const lists = isObject(file) ? [file.prefixes, file.ipv6_prefixes] : []
  const entries = lists.flatMap((list) => (Array.isArray(list) ? list : [])).filter(isObject)
  const found = entries.flatMap((entry): (readonly [range: string, name: string])[] => {
    const range = text(entry, 'ip_prefix') ?? text(entry, 'ipv6_prefix')
    if (range === undefined || !parseRange(range)) return []
    return [[range, `${text(entry, 'service') ?? COLLECTION} ${text(entry, 'region') ?? 'GLOBAL'}`]]
  })
  if (found.length === 0) return { problem: 'holds no "prefixes" with an "ip_prefix": it is not AWS\'s ip-ranges.json' }
  const isCollection = ([, name]: (typeof found)[number]): boolean => name.startsWith(`${COLLECTION} `)
  const seen = new Set<string>()
  const ranges = new Map<string, string[]>()
  for (const [range, name] of [...found.filter((one) => !isCollection(one)), ...found.filter(isCollection)]) {
    if (seen.has(range)) continue
    seen.add(range)
    const known = ranges.get(name)
    if (known) known.push(range)
    else ranges.set(name, [range])
  }
  return [...ranges].map(([name, all]) => ({ name: `AWS ${name}`, kind: 'aws', ranges: all }))
}
