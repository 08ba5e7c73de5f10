/** How far sources have been read, in a DynamoDB table. */
import type { CursorStore } from '../../core/store.ts'
import { getBody, putBody } from './bodies.ts'
import type { Calls } from './calls.ts'
import * as at from './table.ts'

export const createCursorStore = (calls: Calls): CursorStore => ({
  cursor: (source) => getBody(calls, at.cursorKey(source)),
  setCursor: (source, position) => putBody(calls, at.cursorKey(source), position),
})
