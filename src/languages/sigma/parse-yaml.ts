/** ParseYaml: the text of a Sigma file -> its documents, and the way back from a fault to its place in the text. */
import type { Json } from '../../core/json.ts'
import { locator } from '../../notation/position.ts'
import { partOf } from '../../notation/source-offset.ts'
import { find, type Span, type TreeNode, toJson } from '../../notation/tree.ts'
import { parseDocuments } from '../../notation/yaml.ts'
import type { DocumentSource } from './compile.ts'
import type { Fault } from './document/fault.ts'

export interface ParsedText {
  readonly documents: readonly Json[]
  readonly source: DocumentSource
}

/** A document that cannot be read is null; what is wrong with it is among the problems. */
export const parseYaml = (text: string): ParsedText => {
  const { documents, problems } = parseDocuments(text)
  const locate = locator(text)
  return {
    documents: documents.map(({ root }) => (root ? toJson(root) : null)),
    source: {
      locate: (fault) => {
        const document = documents[fault.path[0] as number]
        if (!document?.root) return { offset: document?.start ?? 0, length: 0 }
        const { start, end } = spanOf(fault, document.root, text)
        return { offset: start, length: end - start }
      },
      lineOf: (at) => locate(documents[at]?.root?.span.start ?? 0).line,
      problems,
    },
  }
}

/** The key or value at the path, or the nearest block that holds it; where a document begins that is at fault as a whole. */
const spanOf = (fault: Fault, root: TreeNode, text: string): Span => {
  const path = fault.path.slice(1)
  if (path.length === 0) return { start: root.span.start, end: root.span.start }
  const { node, key, complete } = find(root, path)
  const isKey = key !== undefined && (fault.inKey || !complete)
  if (!fault.part) return firstLine(isKey ? key : node.span, text)
  const { start, length } = fault.part
  return (isKey ? partOfKey(key, text, start, length) : partOf(text, node, start, length)) ?? firstLine(node.span, text)
}

/** A block that as a whole is at fault is pointed out by its first line. */
const firstLine = ({ start, end }: Span, text: string): Span => {
  const lineEnd = text.indexOf('\n', start)
  return { start, end: lineEnd >= start ? Math.min(end, lineEnd) : end }
}

/** Offsets inside a key hold where it stands in the text as it is, quotes aside; all of it where escapes move them. */
const partOfKey = (key: Span, text: string, offset: number, length: number): Span => {
  const written = text.slice(key.start, key.end)
  const quote = /^['"]/.test(written) ? 1 : 0
  if (/\\|''/.test(written.slice(quote, written.length - quote))) return key
  return { start: key.start + quote + offset, end: key.start + quote + offset + length }
}
