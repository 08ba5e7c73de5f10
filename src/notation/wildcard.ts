/** Patterns as people write them in routes and silences: `*` stands for any text, capital letters do not matter. */

/** Linear: the parts between the stars are looked for one after the other. */
export const isLike = (text: string, pattern: string): boolean => {
  const [first = '', ...parts] = pattern.toLowerCase().split('*')
  const lower = text.toLowerCase()
  const last = parts.pop()
  if (last === undefined) return lower === first
  if (!lower.startsWith(first)) return false
  let at = first.length
  for (const part of parts) {
    const found = lower.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return lower.length - last.length >= at && lower.endsWith(last)
}
