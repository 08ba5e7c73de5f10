/** What the writer of an unknown name most likely meant. */
import { suggest } from '../../../notation/suggest.ts'
import { builtinNames } from '../builtins/index.ts'
import { namesInReach, type Scope } from './scope.ts'

export const meant = (name: string, known: readonly string[]): { readonly hint?: string } => {
  const near = suggest(name, known)
  return near === undefined ? {} : { hint: `did you mean ${near}?` }
}

export const unknownFunction = (name: string, arity: number, scope: Scope | null): string => {
  const arities = aritiesOf(name, scope)
  if (arities.length === 0) return `there is no function ${name}`
  if (arity === 0) return `${name} needs arguments`
  return `${name} does not take ${arity === 1 ? '1 argument' : `${arity} arguments`}`
}

const aritiesOf = (name: string, scope: Scope | null): number[] =>
  [...namesInReach(scope, 'function'), ...builtinNames()]
    .filter((known) => known.startsWith(`${name}/`))
    .map((known) => Number(known.slice(name.length + 1)))
    .sort((a, b) => a - b)

export const suggestFunction = (name: string, arity: number, scope: Scope | null): { readonly hint?: string } => {
  const arities = aritiesOf(name, scope)
  if (arities.length > 0 && !arities.includes(arity)) {
    const forms = arities.map((count) => (count === 0 ? name : `${name}(${Array(count).fill('...').join('; ')})`))
    return { hint: `write ${[...new Set(forms)].join(' or ')}` }
  }
  const names = [...namesInReach(scope, 'function'), ...builtinNames()].map((known) => known.split('/')[0] as string)
  const found = meant(name, names)
  // What no function is called, and begins with a capital, is mostly the name of a call.
  return found.hint === undefined && /^[A-Z]\w+$/.test(name) ? { hint: `texts have quotes: "${name}"` } : found
}
