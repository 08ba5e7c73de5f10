/** Keys made of hostile text: short, and of characters that every store keeps apart. */
import { createHash } from 'node:crypto'

/** UTF-8 bytes. DynamoDB: a sort key has at most 1024 bytes, with its prefix. */
const MAX_BYTES = 512
const HASHED = 'sha256:'

/**
 * The text itself, or its hash when a store could mistake it for another: a long one (DynamoDB refuses it), one with
 * control characters (SQLite's binding ends a text at U+0000) or lone surrogates (UTF-8 has none).
 */
export const storable = (text: string): string =>
  Buffer.byteLength(text) <= MAX_BYTES && !/[\p{Cc}\p{Cs}]/u.test(text) && !text.startsWith(HASHED)
    ? text
    : HASHED + createHash('sha256').update(JSON.stringify(text)).digest('hex')

/** The beginning of a text, without half a character at its end. */
export const cut = (text: string, units: number): string => text.slice(0, units).replace(/[\ud800-\udbff]$/, '')
