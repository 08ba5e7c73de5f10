/** Regular expressions that are only literals, alternatives and anchors, as plain string tests: most of those in rules. */

const LITERAL = '(?:[A-Za-z0-9_ :/@,;=%~!"\'<>&-]|\\\\[.:/-])+'
const SHAPE = new RegExp(`^(\\^?)(?:(${LITERAL})|\\((?:\\?:)?(${LITERAL}(?:\\|${LITERAL})*)\\))(\\$?)$`)

const plain = (literal: string): string => literal.replaceAll('\\', '')

/** The same answers as the regular expression; `undefined` when it is more than literals. */
export const literalTest = (source: string): ((text: string) => boolean) | undefined => {
  const [whole, start, one, several, end] = SHAPE.exec(source) ?? []
  if (whole === undefined) return undefined
  const literals = (one ?? (several as string)).split('|').map(plain)
  if (start && end) {
    const exact = new Set(literals)
    return (text) => exact.has(text)
  }
  const [literal] = literals
  if (literals.length === 1 && literal !== undefined) {
    if (start) return (text) => text.startsWith(literal)
    return end ? (text) => text.endsWith(literal) : (text) => text.includes(literal)
  }
  if (start) return (text) => literals.some((each) => text.startsWith(each))
  return end
    ? (text) => literals.some((each) => text.endsWith(each))
    : (text) => literals.some((each) => text.includes(each))
}
