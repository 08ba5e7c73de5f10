/** The `wildcard` operator: `*` stands for any text, `\*` and `\\` for themselves; matching is linear in the value. */

/**
 * The literal parts between the stars.
 * Rules of event-ruler's WildcardParser: no two stars in a row; a backslash stands only before a star or a backslash.
 */
export const parseWildcard = (
  text: string,
): { readonly parts: readonly string[] } | { readonly wrong: string; readonly hint: string } => {
  const parts = ['']
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '*') {
      if (text[i + 1] === '*')
        return { wrong: `two "*" in a row at character ${i + 1}`, hint: 'one "*" already stands for any text' }
      parts.push('')
      continue
    }
    let literal = char
    if (char === '\\') {
      i++
      literal = text[i]
      if (text[i] !== '*' && text[i] !== '\\')
        return {
          wrong: `a "\\" at character ${i} escapes nothing`,
          hint: 'write \\\\* for a star and \\\\\\\\ for a backslash in JSON',
        }
    }
    parts[parts.length - 1] += literal as string
  }
  return { parts }
}

export const wildcardTest = (parts: readonly string[]): ((value: string) => boolean) => {
  const [first, ...rest] = parts as [string, ...string[]]
  const last = rest.pop()
  if (last === undefined) return (value) => value === first
  const middle = rest.filter((part) => part !== '')
  const least = parts.reduce((sum, part) => sum + part.length, 0)
  return (value) => {
    if (value.length < least || !value.startsWith(first) || !value.endsWith(last)) return false
    const end = value.length - last.length
    let at = first.length
    for (const part of middle) {
      const found = value.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return at <= end
  }
}
