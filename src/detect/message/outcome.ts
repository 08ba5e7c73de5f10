/** How a call ended, in words. */
import type { Event } from '../../core/event.ts'
import { errorOf } from '../../core/failure.ts'
import { plain } from './plain.ts'

/** `undefined` when the call succeeded; else `denied (AccessDenied)` or `failed (NoSuchBucket)`. */
export const failure = (event: Event): string | undefined => {
  const code = plain(event.errorCode)
  if (code) return `${isDenial(code) ? 'denied' : 'failed'} (${code})`
  const error = errorOf(event)
  if (error === undefined) return undefined
  return `failed (${error === 'Failure' ? 'no reason given' : (plain(error) ?? 'no reason given')})`
}

/** `succeeded`, `was denied (AccessDenied)`, `failed (NoSuchBucket)`. */
export const describeOutcome = (event: Event): string => {
  const reason = failure(event)
  return reason === undefined ? 'succeeded' : reason.startsWith('denied') ? `was ${reason}` : reason
}

/** Each service has its own code for "you may not": `AccessDenied`, `AccessDeniedException`, `Client.UnauthorizedOperation`, `AuthFailure` ... */
const isDenial = (code: string): boolean => /AccessDenied|Unauthorized|AuthFailure|NotAuthorized|Forbidden/i.test(code)
