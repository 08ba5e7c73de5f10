/** Why a call failed, wherever its record says so. */
import type { Event } from './event.ts'
import { child, text } from './json.ts'

/** The service of the console's sign-ins. */
export const SIGN_IN = 'signin.amazonaws.com'

/**
 * The error code, else the message; undefined when the call succeeded. A failed sign-in has no code, only a message and an
 * answer that names the call, `"ConsoleLogin": "Failure"`; `SwitchRole`, `ExitRole` and `CheckMfa` answer alike (CloudTrail
 * user guide, "AWS Management Console sign-in events").
 */
export const errorOf = ({ name, errorCode, raw }: Event): string | undefined =>
  errorCode ||
  text(raw, 'errorMessage') ||
  (text(child(raw, 'responseElements'), name) === 'Failure' ? 'Failure' : undefined)

/** Somebody who was not let in. */
export const isRefusedSignIn = (event: Event): boolean => event.source === SIGN_IN && errorOf(event) !== undefined
