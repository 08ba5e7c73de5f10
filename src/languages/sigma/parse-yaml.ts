/** ParseYaml: the text of a Sigma file -> its documents, and the way back from a fault to its place in the text. */
import { type Document, isMap, isScalar, isSeq, parseAllDocuments, visit } from 'yaml'
import type { Problem } from '../../core/problem.ts'
import { reasonOf } from '../../core/reason.ts'
import type { DocumentSource } from './compile.ts'
import type { Fault } from './document/fault.ts'

/** A YAML alias may repeat a node; more repetitions than this in all are an attack. */
const MAX_ALIASES = 100

export interface ParsedText {
  readonly documents: readonly unknown[]
  readonly source: DocumentSource
}

interface Span {
  readonly offset: number
  readonly length: number
}

export const parseYaml = (text: string): ParsedText => {
  const problems: Problem[] = []
  const { documents, values } = readDocuments(text, problems)
  return {
    documents: values,
    source: {
      locate: (fault) => spanOf(fault, documents[fault.path[0] as number], text),
      lineOf: (at) => lineAt(text, startOf(documents[at], text)),
      problems,
    },
  }
}

const readDocuments = (
  text: string,
  problems: Problem[],
): { documents: readonly Document[]; values: readonly unknown[] } => {
  let documents: readonly Document[]
  try {
    const parsed = parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: 'silent' })
    documents = Array.isArray(parsed) ? parsed : []
  } catch (error) {
    // The composer is recursive: a text nested some thousand deep exhausts the stack.
    problems.push({ message: `the YAML cannot be read: ${reason(error)}`, offset: 0, length: 0 })
    return { documents: [], values: [] }
  }
  const values = documents.map((document) => {
    for (const error of document.errors) {
      problems.push({
        message: `YAML: ${error.message}`,
        offset: error.pos[0],
        length: Math.max(1, error.pos[1] - error.pos[0]),
      })
    }
    for (const warning of document.warnings) {
      problems.push({ message: `YAML: ${warning.message}`, offset: warning.pos[0], length: 1, warning: true })
    }
    if (document.errors.length > 0) return null
    try {
      keepDigits(document)
      return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown
    } catch (error) {
      problems.push({
        message: `the YAML cannot be read: ${reason(error)}`,
        offset: startOf(document, text),
        length: 0,
      })
      return null
    }
  })
  return { documents, values }
}

const reason = (error: unknown): string => (error instanceof RangeError ? 'nested too deeply' : reasonOf(error))

/** An account id such as 012345678901 is all digits, and not a number. */
const keepDigits = (document: Document): void => {
  visit(document, {
    Scalar(_, node) {
      if (
        typeof node.value === 'number' &&
        node.source &&
        /^\d+$/.test(node.source) &&
        String(node.value) !== node.source
      ) {
        node.value = node.source
      }
    },
  })
}

const startOf = (document: Document | undefined, text: string): number => {
  const start = document?.contents?.range?.[0] ?? document?.range?.[0] ?? 0
  return Math.min(start, text.length)
}

const lineAt = (text: string, offset: number): number => {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** The key or value at the path; where merge keys and aliases hide it, the nearest block that holds it. */
const spanOf = (fault: Fault, document: Document | undefined, text: string): Span => {
  const path = fault.path.slice(1)
  let span: Span = { offset: startOf(document, text), length: 0 }
  let node: unknown = document?.contents
  for (const [at, step] of path.entries()) {
    const last = at === path.length - 1
    const pair = isMap(node)
      ? node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(step))
      : undefined
    const next = pair ? pair.value : isSeq(node) ? node.items[step as number] : undefined
    const keySpan = pair && rangeOf(pair.key)
    const target = (last && fault.inKey ? keySpan : rangeOf(next)) ?? keySpan
    if (!target) return span
    span = target
    node = next
  }
  // A block that as a whole is at fault is pointed out by its key or first line.
  return fault.part ? partOf(fault, span, text) : firstLine(span, text)
}

const rangeOf = (node: unknown): Span | undefined => {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range
  return range ? { offset: range[0], length: range[1] - range[0] } : undefined
}

const firstLine = ({ offset, length }: Span, text: string): Span => {
  const end = text.indexOf('\n', offset)
  return { offset, length: end >= 0 ? Math.min(length, Math.max(0, end - offset)) : length }
}

/** Offsets inside a scalar hold where it stands in the text as it is, quotes aside. */
const partOf = (fault: Fault, span: Span, text: string): Span => {
  const source = text.slice(span.offset, span.offset + span.length)
  const { start, length } = fault.part ?? { start: 0, length: 0 }
  const quote = source.startsWith("'") || source.startsWith('"') ? 1 : 0
  const written = source.slice(quote, source.length - quote)
  if (/[\n\\]|''/.test(written) || start + length > written.length) return firstLine(span, text)
  return { offset: span.offset + quote + start, length }
}
