/** Calls that were not let through. */
import type { Event } from '../core/event.ts'

/** Each service has a code of its own for what a policy denies. */
export const isRefused = ({ errorCode }: Event): boolean =>
  errorCode !== undefined && /AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError/.test(errorCode)
