/** YAML that every reader takes for what it is: those of YAML 1.1 (PyYAML, Go, Ruby, CloudFormation) and of 1.2. */
import { Document, isScalar, Scalar, visit } from 'yaml'
import type { Json } from '../core/json.ts'

/** Begins with a letter, so that it is no number, time or date of either version, and holds nothing that means something. */
const PLAIN = /^[A-Za-z](?:[\w./*?-]|[ ,](?=[\w.]))*$/
/** What some reader takes for no text though it begins with a letter: words (YAML 1.1, "Boolean", "Null"), and `E0` as a float. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|e\d+)$/i
/** Line breaks and marks of YAML 1.1 that JSON leaves as they are. */
const UNSEEN = /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g

/** @param value lists and maps a line each; texts plain where that is safe, else in double quotes */
export const writeYaml = (value: Json): string => {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, (_, node) => {
    if (!isScalar(node) || typeof node.value !== 'string') return
    node.type = PLAIN.test(node.value) && !WORDS.test(node.value) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE
  })
  // Whatever holds one of these stands in double quotes.
  return document
    .toString({ lineWidth: 0 })
    .replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
