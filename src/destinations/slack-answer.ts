/** What an answer of Slack's Web API means. */
import { byStatus, type Judge, refused } from './http-result.ts'

/** Errors of the Web API that pass (docs.slack.dev, chat.postMessage and chat.update, Errors). All others are final. */
const PASSING = [
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  // "Web API and other platform operations will be intermittently unavailable until the transition is complete."
  'team_added_to_org',
]

/**
 * A field at the start of an answer. The answer holds the whole message and is cut off, so that it is no JSON any more;
 * what looks like a field inside of a text has backslashes before its quotes.
 */
const field = (body: string, name: string): string | undefined =>
  new RegExp(`"${name}":\\s*"?([\\w.]+)`).exec(body)?.[1]

/** The Web API answers 200 with `ok: false` for nearly everything that it refuses. */
export const judge: Judge = (response, now) => {
  const byHttp = byStatus(response, now)
  if (!byHttp.ok) return byHttp
  const [ok, error, channel, ts] = ['ok', 'error', 'channel', 'ts'].map((name) => field(response.body, name))
  if (ok === 'true') return channel && ts ? { ok: true, thread: { channel, ts } } : { ok: true }
  const reason = `Slack said ${error ?? `nothing it should: ${response.body}`}`
  return error === undefined || PASSING.includes(error) ? { ok: false, retry: true, reason } : refused(reason)
}
