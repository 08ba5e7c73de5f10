/** Writes small MaxMind DB files for tests (MaxMind DB File Format Specification 2.0, maxmind.github.io/MaxMind-DB). */
import type { Json } from '../../core/json.ts'
import { parseRange } from '../../notation/address.ts'

export interface MmdbContent {
  /** `database_type`, for example `GeoLite2-City`. */
  readonly type: string
  /** Ranges that do not overlap, and what the file says about them. */
  readonly networks: readonly (readonly [range: string, record: Json])[]
  /** 4: no IPv6 addresses. */
  readonly ipVersion?: 4 | 6
}

/** "The last occurrence of this string in the file marks the end of the data section and the beginning of the metadata." */
const MARKER = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex')

/** In bits: "24, 28 or 32". */
const RECORD_SIZE = 24

type Branch = { left: Branch | Buffer | undefined; right: Branch | Buffer | undefined }

export const writeMmdb = ({ type, networks, ipVersion = 6 }: MmdbContent): Buffer => {
  const root: Branch = { left: undefined, right: undefined }
  for (const [text, record] of networks) {
    const range = parseRange(text)
    if (!range || (range.bits === 128 && ipVersion === 4)) throw new Error(`not a range of IPv${ipVersion}: ${text}`)
    // "IPv4 addresses in an IPv6 tree" lie in ::/96.
    const zeros = range.bits === 32 && ipVersion === 6 ? 96 : 0
    const bits = '0'.repeat(zeros) + (range.length === 0 ? '' : range.value.toString(2).padStart(range.length, '0'))
    plant(root, bits, encode(record))
  }
  const { tree, data, nodes } = lay(root)
  const metadata = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_772_582_400,
    database_type: type,
    description: { en: 'written by a test' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes,
    record_size: RECORD_SIZE,
  }
  // "16 bytes of NULLs in between the search tree and the data section."
  return Buffer.concat([tree, Buffer.alloc(16), data, MARKER, encode(metadata)])
}

const plant = (root: Branch, bits: string, data: Buffer): void => {
  let at = root
  for (const bit of bits.slice(0, -1)) {
    const side = bit === '1' ? 'right' : 'left'
    const next = at[side] ?? { left: undefined, right: undefined }
    if (Buffer.isBuffer(next)) throw new Error('ranges overlap')
    at[side] = next
    at = next
  }
  at[bits.endsWith('1') ? 'right' : 'left'] = data
}

/** A record is the number of a node, the node count for "not found", or "node count + 16 + offset into the data section". */
const lay = (root: Branch): { readonly tree: Buffer; readonly data: Buffer; readonly nodes: number } => {
  const branches: Branch[] = [root]
  for (const branch of branches)
    for (const side of [branch.left, branch.right]) if (side && !Buffer.isBuffer(side)) branches.push(side)
  const numbers = new Map(branches.map((branch, number) => [branch, number]))
  const tree = Buffer.alloc((branches.length * RECORD_SIZE) / 4)
  const pieces: Buffer[] = []
  let offset = 0
  const recordOf = (side: Branch | Buffer | undefined): number => {
    if (!side) return branches.length
    if (!Buffer.isBuffer(side)) return numbers.get(side) as number
    pieces.push(side)
    offset += side.length
    return branches.length + 16 + offset - side.length
  }
  for (const [number, { left, right }] of branches.entries()) {
    tree.writeUIntBE(recordOf(left), number * 6, 3)
    tree.writeUIntBE(recordOf(right), number * 6 + 3, 3)
  }
  return { tree, data: Buffer.concat(pieces), nodes: branches.length }
}

const STRING = 2
const UINT32 = 6
const MAP = 7
const ARRAY = 11
const BOOLEAN = 14

/** "Data Field Format": three bits of type (0: extended, the next byte holds type - 7), five bits of size (29: one more byte). */
const control = (type: number, size: number): Buffer => {
  if (size >= 29 + 256) throw new Error('too large for a test')
  const [short, more] = size < 29 ? [size, []] : [29, [size - 29]]
  return Buffer.from(type > 7 ? [short, type - 7, ...more] : [(type << 5) | short, ...more])
}

const encode = (value: Json): Buffer => {
  if (typeof value === 'string') return Buffer.concat([control(STRING, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(UINT32, 4), bytes])
  }
  if (typeof value === 'boolean') return control(BOOLEAN, value ? 1 : 0)
  if (value === null) throw new Error('the format has no null')
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encode)])
  const entries = Object.entries(value)
  return Buffer.concat([control(MAP, entries.length), ...entries.flatMap(([key, one]) => [encode(key), encode(one)])])
}
