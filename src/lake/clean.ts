/** Whether the columns of a part can be read from a record as it is, and what is read where they cannot. */
import { isObject, type Json, type JsonObject, own } from '../core/json.ts'
import { CALL, COLUMNS, FIGURES, FLAGS, IDENTITY, OTHERS } from './columns.ts'
import { put } from './members.ts'

/** `\u0041` and `\/` are other ways to write a character that a search takes literally. */
const SPELLED_OTHERWISE = /\\[u/]/

/** A record as the lake keeps it: as it was written, unless a search through its text would miss something there. */
export const textOf = (record: JsonObject, written: string | undefined): string =>
  written === undefined || (written.includes('\\') && SPELLED_OTHERWISE.test(written))
    ? JSON.stringify(record)
    : written

/**
 * How the columns of one record are read where its own text cannot be asked, and a search must go through all of it; null when
 * it can, as nearly always.
 */
export const cleanOf = (record: JsonObject, raw: string): string | null =>
  // `JSON.stringify` escapes what is no character: a lone surrogate, which DuckDB takes for broken JSON.
  raw.includes('\\ud') || !isAsExpected(RECORD, record) ? JSON.stringify(textsOf(record)) : null

/** What a member may be: an object of members that are looked at, or else what the check says. */
interface Member {
  readonly members: Map<string, Member>
  check: (value: Json) => boolean
  /** Whether it may have members that nothing is known of. */
  isOpen: boolean
}

const isAsExpected = ({ members, check, isOpen }: Member, value: Json): boolean => {
  if (value === null) return true
  if (members.size === 0) return check(value)
  if (!isObject(value)) return false
  for (const name of Object.keys(value)) {
    const member = members.get(name)
    if (member ? !isAsExpected(member, value[name] as Json) : !isOpen) return false
  }
  return true
}

const newMember = (): Member => ({ members: new Map(), check: () => false, isOpen: false })

const membersOf = (path: string): readonly string[] => path.slice('$.'.length).split('.')

const memberAt = (record: Member, path: string): Member =>
  membersOf(path).reduce((member, name) => {
    const inside = member.members.get(name) ?? newMember()
    member.members.set(name, inside)
    return inside
  }, record)

const TEXTS = Object.values(COLUMNS).filter((path) => path !== COLUMNS.readOnly)

const FIGURE = /^[\d.:TZ-]*$/

const RECORD = newMember()
for (const path of TEXTS) memberAt(RECORD, path).check = (value) => typeof value === 'string'
for (const path of FIGURES)
  memberAt(RECORD, COLUMNS[path]).check = (value) => typeof value === 'string' && FIGURE.test(value)
for (const path of FLAGS) memberAt(RECORD, path).check = (value) => /^(?:true|false)$/.test(String(value))
for (const path of [...IDENTITY, ...CALL, ...OTHERS])
  Object.assign(memberAt(RECORD, path), { check: () => true, isOpen: true })

/** Only the texts that columns have, well-formed. */
const textsOf = (record: JsonObject): JsonObject => {
  const texts: Record<string, Json> = {}
  for (const path of TEXTS.map(membersOf)) {
    const value = path.reduce<Json | undefined>((at, name) => (isObject(at) ? own(at, name) : undefined), record)
    if (typeof value === 'string') put(texts, path, value.toWellFormed())
  }
  return texts
}
