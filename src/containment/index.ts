/** The registry of containment actions: one line each, the least disruptive first. */
import type { ActionType } from './define.ts'
import { denyAll } from './deny-all.ts'
import { disableKey } from './disable-key.ts'
import { revokeSessions } from './revoke-sessions.ts'

export const actions: readonly ActionType[] = [revokeSessions, disableKey, denyAll]
