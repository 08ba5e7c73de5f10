/** Selection: one search identifier of `detection`: a map (AND), a list of maps (OR), or keywords. */
import { isObject, type Json } from '../../../core/json.ts'
import type { Faults, Path } from '../document/fault.ts'
import { compileItem, type DetectionItem } from './item.ts'
import { parseKey } from './modifiers.ts'
import { allOf, anyOf, type ConditionNode } from './node.ts'
import { together } from './together.ts'

const KEYWORDS = { field: '', kind: 'text', modifiers: [] } as const

/** Undefined after reporting what is wrong. */
export const compileSelection = (name: string, body: Json, path: Path, faults: Faults): ConditionNode | undefined => {
  if (isObject(body)) return compileMap(name, body, path, faults)
  if (!Array.isArray(body)) {
    if (body !== null) return keywords(name, body, path, faults)
    faults.push({ message: `the selection "${name}" is empty`, path })
    return undefined
  }
  if (body.length === 0) {
    faults.push({ message: `the selection "${name}" is an empty list`, path })
    return undefined
  }
  if (!body.some((entry) => entry !== null && typeof entry === 'object')) return keywords(name, body, path, faults)
  // "All map items of a list are logically linked with 'OR'."
  const nodes = body.map((entry: Json, at: number) => {
    if (isObject(entry)) return compileMap(name, entry, [...path, at], faults)
    if (!Array.isArray(entry)) return keywords(name, entry, [...path, at], faults)
    faults.push({ message: 'a list inside a list of conditions', path: [...path, at] })
    return undefined
  })
  return complete(nodes) ? anyOf(nodes, `${name}: any of`) : undefined
}

const complete = <Part>(parts: readonly (Part | undefined)[]): parts is readonly Part[] =>
  parts.every((part) => part !== undefined)

const keywords = (name: string, values: Json, path: Path, faults: Faults): ConditionNode | undefined => {
  const item = compileItem(KEYWORDS, values, path, faults)
  return item && { kind: 'item', item, label: name }
}

const compileMap = (
  name: string,
  body: { readonly [key: string]: Json },
  path: Path,
  faults: Faults,
): ConditionNode | undefined => {
  const keys = Object.keys(body)
  if (keys.length === 0) {
    faults.push({ message: `the selection "${name}" is empty`, path })
    return undefined
  }
  const items = keys.map((written) => {
    const key = parseKey(written, [...path, written], faults)
    return key && compileItem(key, body[written] as Json, [...path, written], faults)
  })
  if (!complete(items)) return undefined
  const joint = together(items)
  const all: readonly DetectionItem[] = joint ? [...items, joint] : items
  return allOf(
    all.map((item) => ({ kind: 'item', item, label: name })),
    `${name}: all of`,
  )
}
