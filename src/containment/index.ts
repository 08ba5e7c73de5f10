/** The registry of containment actions: one line each, the least disruptive first. */
import type { ActionType } from './define.ts'
import { deletePassword } from './delete-password.ts'
import { denyAll } from './deny-all.ts'
import { denyAllBut } from './deny-all-but.ts'
import { denyElsewhere } from './deny-elsewhere.ts'
import { disableKey } from './disable-key.ts'
import { quarantine } from './quarantine.ts'
import { revokeSessions } from './revoke-sessions.ts'

export const actions: readonly ActionType[] = [
  quarantine,
  denyElsewhere,
  denyAllBut,
  disableKey,
  revokeSessions,
  denyAll,
  deletePassword,
]
