/** Splunk, HTTP Event Collector: each notification as one event. */
import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { alertJson } from './alert-json.ts'
import { defineDestination, httpsUrl, secretText } from './define.ts'
import { byStatus, type Judge, jsonBody, post, refused } from './http-result.ts'

/** 8 internal error, 9 server is busy, 23 shutting down (help.splunk.com, "Troubleshoot HTTP Event Collector"). */
const PASSING = [8, 9, 23]

/** The code in the body says more than the status, where a proxy changed that. */
const judge: Judge = (response, now) => {
  const byHttp = byStatus(response, now)
  const { code, text } = jsonBody(response.body)
  if (!byHttp.ok || code === undefined || code === 0) return byHttp
  const reason = `Splunk said ${JSON.stringify(text)} (code ${JSON.stringify(code)})`
  return typeof code === 'number' && PASSING.includes(code) ? { ok: false, retry: true, reason } : refused(reason)
}

export const splunkHec = defineDestination({
  type: 'splunk_hec',
  title: 'Splunk HTTP Event Collector',
  config: z.strictObject({
    url: httpsUrl.meta({ description: 'where the collector listens, for example https://splunk.example.com:8088' }),
    token: secretText.meta({ description: 'the token of the collector, or a reference to it' }),
    index: z.string().min(1).optional().meta({ description: 'by default the one of the token' }),
    sourcetype: z.string().min(1).default('tattletrail:alert'),
  }),
  sendsResolved: true,
  render: ({ index, sourcetype }, message) => {
    const time = Date.parse(message.alert.last)
    return defined({
      time: Number.isFinite(time) ? time / 1000 : undefined,
      source: 'tattletrail',
      sourcetype,
      index,
      event: alertJson(message),
    })
  },
  send: ({ url, token }, payload, { id }, outside) =>
    post(outside, id, {
      url: new URL('/services/collector/event', url).href,
      body: payload,
      secret: token,
      sign: (key) => ({ headers: { authorization: `Splunk ${key}` } }),
      judge,
    }),
})
