/** Mends a pattern that lost something on its way from a page: braces, commas, straight quotes. */

export interface Mended {
  /** Pretty-printed JSON. */
  readonly text: string
  /** What was wrong, in words. */
  readonly what: string
}

/** A longer text is no pattern: EventBridge takes 2,048 characters ("PutRule"). */
const MAX_LENGTH = 20_000
const TOKEN = /"(?:[^"\\\n]|\\.)*"|[“”][^“”\n]*[“”]|'[^'\n]*'|[{}[\]:,]|[^\s{}[\]:,"'“”]+|\S/g
const CLOSER: Readonly<Record<string, string>> = { '{': '}', '[': ']' }
const quoted = (tokens: readonly string[]): string => tokens.map((token) => `"${token}"`).join(' ')

/** Undefined when what comes out is not JSON either, or differs in nothing. */
export const mend = (text: string): Mended | undefined => {
  if (text.length > MAX_LENGTH) return undefined
  const faults: string[] = []
  /** What closes what is open, the innermost last. */
  const closers: string[] = []
  const out: string[] = []
  const open = (token: string): void => {
    closers.push(CLOSER[token] as string)
    out.push(token)
  }
  const tokens = (text.match(TOKEN) ?? []).map((token) => {
    if (!/^(?:[“”].*[“”]|'.*')$/.test(token)) return token
    faults.push(`${token} needs straight double quotes`)
    return JSON.stringify(token.slice(1, -1))
  })
  if (tokens[1] === ':') {
    faults.push('"{" is missing at the start')
    open('{')
  }
  for (const token of tokens) {
    const before = out.at(-1) ?? ''
    if (token === '}' || token === ']') {
      if (before === ',') faults.push(`a comma stands before "${out.pop() && token}"`)
      const inner = closers.splice(closers.lastIndexOf(token) + 1)
      if (inner.length > 0) faults.push(`${quoted(inner.toReversed())} missing before "${token}"`)
      out.push(...inner.toReversed(), closers.pop() ?? '')
    } else {
      if (token !== ':' && token !== ',' && /[}\]"\w]$/.test(before)) {
        faults.push(`a comma is missing before ${token}`)
        out.push(',')
      }
      if (CLOSER[token]) open(token)
      else out.push(token)
    }
  }
  if (out.at(-1) === ',') out.pop()
  if (closers.length > 0) faults.push(`${quoted(closers.toReversed())} missing at the end`)
  return whole([...out, ...closers.toReversed()].join(' '), faults)
}

const whole = (text: string, faults: readonly string[]): Mended | undefined => {
  try {
    const pattern = JSON.parse(text)
    return faults.length > 0
      ? { text: JSON.stringify(pattern, undefined, 2), what: [...new Set(faults)].join('; ') }
      : undefined
  } catch {
    return undefined
  }
}
