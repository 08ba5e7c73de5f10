/** Posts JSON, and tells from the answer whether it was taken, is worth another try, or never will be. */
import type { HttpResponse, Outside, SendResult } from '../core/destination.ts'
import { isObject, type Json } from '../core/json.ts'
import { reasonOf } from '../core/reason.ts'
import { DAY } from '../notation/duration.ts'
import { isSafeUrl } from './define.ts'
import { fit } from './escape.ts'

/** What an answer means: for most services its status says it all. */
export type Judge = (response: HttpResponse, now: number) => SendResult

export interface Post {
  /** The address, or a reference to it. */
  readonly url: string
  /** Added behind the address once it is known. */
  readonly query?: Readonly<Record<string, string>>
  readonly body: Json
  /** A reference to a key or token, and where it goes once it is known. */
  readonly secret?: string
  readonly sign?: (
    secret: string,
    body: string,
  ) => Readonly<{ headers?: Readonly<Record<string, string>>; body?: string }>
  readonly judge?: Judge
}

/**
 * Never throws: no answer is a result too, and so is a secret that cannot be read. Every request carries the id of its
 * notification (IETF draft "The Idempotency-Key HTTP Header Field"); services that do not know the header ignore it.
 */
export const post = async (outside: Outside, id: string, request: Post): Promise<SendResult> => {
  const { url, query = {}, secret, sign, judge = byStatus } = request
  const hidden: string[] = []
  try {
    const address = await outside.secret(url)
    hidden.push(address)
    if (!isSafeUrl(address)) return refused('the address is not https')
    const target = new URL(address)
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
    const key = secret === undefined ? '' : await outside.secret(secret)
    hidden.push(key)
    const body = JSON.stringify(request.body)
    const signed = sign?.(key, body)
    const response = await outside.http({
      url: target.href,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': encodeURIComponent(id),
        ...signed?.headers,
      },
      body: signed?.body ?? body,
    })
    return redacted(judge(response, outside.now()), hidden)
  } catch (error) {
    const reason = reasonOf(error)
    return redacted({ ok: false, retry: true, reason }, hidden)
  }
}

export const refused = (reason: string): SendResult => ({ ok: false, retry: false, reason })

/**
 * 2xx is taken. 408, 425, 429 and 5xx (RFC 9110, RFC 8470, RFC 6585) may pass; every other answer, redirects included,
 * would be the same next time. The reason holds the status and the body: a service says there what it did not like.
 */
export const byStatus: Judge = (response, now) => {
  const { status, body } = response
  if (status >= 200 && status < 300) return { ok: true }
  const reason = `HTTP ${status}${body === '' ? '' : `: ${body}`}`
  if (status < 500 && ![408, 425, 429].includes(status)) return refused(reason)
  return { ok: false, retry: true, reason, ...retryAfter(response, now) }
}

/**
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or `retry_after` in seconds in a JSON body (Discord,
 * "Rate Limits"); in milliseconds, a day at most.
 */
export const retryAfter = ({ headers, body }: HttpResponse, now: number): { readonly retryAfter?: number } => {
  const header = Object.entries(headers)
    .find(([name]) => name.toLowerCase() === 'retry-after')?.[1]
    .trim()
  const said =
    header === undefined ? undefined : /^\d+(?:\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  const inBody = jsonBody(body).retry_after
  const wait = said ?? (typeof inBody === 'number' ? inBody * 1000 : undefined)
  if (wait === undefined || !Number.isFinite(wait)) return {}
  return { retryAfter: Math.ceil(Math.min(Math.max(wait, 0), DAY)) }
}

/** The body as an object; empty when it is none. */
export const jsonBody = (body: string): Readonly<Record<string, Json | undefined>> => {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

const redacted = (result: SendResult, secrets: readonly string[]): SendResult => {
  if (result.ok) return result
  // The longest first, so that no rest of a longer one is left; the parts of an address are as secret as the whole.
  const parts = secrets.flatMap((secret) => [secret, ...(URL.canParse(secret) ? secretParts(new URL(secret)) : [])])
  const reason = parts
    .filter((part) => part.length >= 6)
    .sort((a, b) => b.length - a.length)
    .reduce((text, part) => text.replaceAll(part, '[secret]'), result.reason)
  return { ...result, reason: fit(reason, 500) }
}

const secretParts = ({ pathname, search, password }: URL): readonly string[] => [
  pathname + search,
  ...pathname.split('/').filter((part) => part.length >= 16),
  ...new URLSearchParams(search).values(),
  password,
]
