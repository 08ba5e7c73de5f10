/** Read: typed values out of a document, each fault of type reported. */
import { isObject, type Json, type JsonObject, own } from '../../../core/json.ts'
import { didYouMean, type Faults, type Path } from './fault.ts'

/** A document (or a block of one) and where it stands. */
export interface RuleBlock {
  readonly object: JsonObject
  readonly path: Path
  readonly faults: Faults
}

const wrong = ({ path, faults }: RuleBlock, key: string, expected: string): undefined => {
  faults.push({ message: `"${key}" must be ${expected}`, path: [...path, key] })
  return undefined
}

/** Null counts as absent throughout: `references:` without a value is common. */
const read = ({ object }: RuleBlock, key: string): Json | undefined => own(object, key) ?? undefined

/** A number is taken as its text: an id or a name may look like one. */
export const readText = (block: RuleBlock, key: string): string | undefined => {
  const value = read(block, key)
  if (value === undefined) return undefined
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : wrong(block, key, 'a text')
}

/** A single text stands for a list of one. */
export const readTexts = (block: RuleBlock, key: string): readonly string[] => {
  const value = read(block, key)
  if (value === undefined) return []
  const list = (Array.isArray(value) ? value : [value]).map((entry) =>
    typeof entry === 'number' ? String(entry) : entry,
  )
  if (list.every((entry): entry is string => typeof entry === 'string' && entry !== '')) return list
  return wrong(block, key, 'a text or a list of texts') ?? []
}

export const readBlock = (block: RuleBlock, key: string): RuleBlock | undefined => {
  const value = read(block, key)
  if (value === undefined) return undefined
  if (isObject(value)) return { object: value, path: [...block.path, key], faults: block.faults }
  return wrong(block, key, 'a map')
}

export const readFlag = (block: RuleBlock, key: string): boolean | undefined => {
  const value = read(block, key)
  return value === undefined || typeof value === 'boolean' ? value : wrong(block, key, 'true or false')
}

export const readChoice = <T extends string>(block: RuleBlock, key: string, choices: readonly T[]): T | undefined => {
  const text = readText(block, key)
  if (text === undefined || (choices as readonly string[]).includes(text)) return text as T | undefined
  const { hint = `one of ${choices.join(', ')}` } = didYouMean(text, choices)
  block.faults.push({ message: `"${text}" is not a ${key}`, path: [...block.path, key], hint })
  return undefined
}
