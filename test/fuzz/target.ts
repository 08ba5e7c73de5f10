/** What is fuzzed: cases drawn from a seed, and what must hold of each. */
import fc from 'fast-check'

export interface Target {
  readonly name: string
  /** Cases of one turn; then the others have theirs. */
  readonly runs: number
  /** Throws, or rejects, when what must hold does not. */
  readonly property: fc.IRawProperty<unknown>
}

/** @param holds throws when it does not */
export const defineTarget = <Case>(
  name: string,
  runs: number,
  cases: fc.Arbitrary<Case>,
  holds: (one: Case) => void | Promise<void>,
): Target => ({
  name,
  runs,
  property: fc.asyncProperty(cases, async (one) => holds(one)) as fc.IRawProperty<unknown>,
})

type Edit = readonly [where: number, cut: number, put: string]

const PIECES = [
  '',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r\n',
  '\0',
  '\ufeff',
  '\u00a0',
  '\ud800',
  '😀',
  "'",
  '#',
  '- ',
  '1e999',
]

/** Texts of these kinds with some places cut out, doubled or written over. */
export const mutated = (texts: readonly string[]): fc.Arbitrary<string> => {
  const edit: fc.Arbitrary<Edit> = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(40),
    fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 5 })),
  )
  return fc.tuple(fc.constantFrom(...texts), fc.array(edit, { maxLength: 6 })).map(([text, edits]) =>
    edits.reduce((now, [where, cut, put]) => {
      const at = Math.floor(where * now.length)
      return now.slice(0, at) + put + now.slice(at + cut)
    }, text),
  )
}
