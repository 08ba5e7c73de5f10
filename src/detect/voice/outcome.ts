/** How a call ended, in words. */
import type { Event } from '../../core/event.ts'
import { child, text } from '../../core/json.ts'
import { plain } from './plain.ts'

/** `undefined` when the call succeeded; else `denied (AccessDenied)` or `failed (NoSuchBucket)`. */
export const failure = ({ errorCode, raw }: Event): string | undefined => {
  const code = plain(errorCode)
  if (code) return `${isDenial(code) ? 'denied' : 'failed'} (${code})`
  // A failed sign-in has no error code, only a message (CloudTrail user guide, "AWS Management Console sign-in events").
  if (text(child(raw, 'responseElements'), 'ConsoleLogin') !== 'Failure' && !text(raw, 'errorMessage')) return undefined
  return `failed (${plain(text(raw, 'errorMessage')) ?? 'no reason given'})`
}

/** `succeeded`, `was denied (AccessDenied)`, `failed (NoSuchBucket)`. */
export const describeOutcome = (event: Event): string => {
  const reason = failure(event)
  return reason === undefined ? 'succeeded' : reason.startsWith('denied') ? `was ${reason}` : reason
}

/** Each service has its own code for "you may not": `AccessDenied`, `AccessDeniedException`, `Client.UnauthorizedOperation`, `AuthFailure` ... */
const isDenial = (code: string): boolean => /AccessDenied|Unauthorized|AuthFailure|NotAuthorized|Forbidden/i.test(code)
