/** Regular expressions that are valid and still not what their author meant: written as globs, with blanks, with an alternative too many. */
import type { Problem } from '../core/problem.ts'

export type RegexAdvice = Pick<Problem, 'message' | 'hint' | 'mistake'>

/** What stands for more than itself; a star behind it is meant. */
const ESCAPE_OR_SET = /\\(?:[pPx]\{[^}]*\}|[\s\S])|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/g

/** A plain character repeated, as in `Delete*`. Digits and blanks are left out: `0*` and ` *` are what people mean. */
const GLOB = /([A-Za-z:/@_-])\*/
const BLANK = / \||\| /

/** The first thing that nobody means; undefined for all others. */
export const adviseOnRegex = (source: string): RegexAdvice | undefined => {
  const plain = source.replace(ESCAPE_OR_SET, (found) => '.'.repeat(found.length))
  if (hasEmptyAlternative(plain))
    return { message: 'an empty alternative fits everything', hint: 'leave out the "|" beside it', mistake: true }
  const glob = GLOB.exec(plain)
  if (glob) {
    const star = glob.index + 1
    return {
      message: `"*" repeats the "${glob[1]}" before it, and stands for nothing else`,
      hint: `write ".*" where anything may stand:  ${source.slice(0, star)}.${source.slice(star)}`,
    }
  }
  if (!BLANK.test(plain)) return undefined
  return {
    message: 'a blank beside "|" belongs to the alternative',
    hint: `write  ${source.replaceAll(/ *\| */g, '|')}`,
  }
}

/** Outside of all groups, where it is the whole expression that fits everything. */
const hasEmptyAlternative = (plain: string): boolean => {
  let depth = 0
  let isEmpty = true
  let isFound = false
  for (const char of `${plain}|`) {
    if (char === '|' && depth === 0) {
      isFound ||= isEmpty
      isEmpty = true
      continue
    }
    isEmpty = false
    if (char === '(') depth++
    else if (char === ')') depth--
  }
  return isFound && plain.includes('|')
}
