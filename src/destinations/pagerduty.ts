/** PagerDuty, Events API v2: an alert triggers, its later findings join it, and its end resolves it. */
import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import type { Level } from '../core/rule.ts'
import { defineDestination, httpsUrl, secretText } from './define.ts'
import { fit, plain } from './escape.ts'
import { post } from './http-result.ts'
import { fitted, headline, layout, ROOMY } from './layout.ts'

const SEVERITIES: Readonly<Record<Level, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  informational: 'info',
}

export const pagerduty = defineDestination({
  type: 'pagerduty',
  title: 'PagerDuty',
  config: z.strictObject({
    routing_key: secretText.meta({
      description: 'the integration key of an Events API v2 integration, or a reference',
    }),
    events_url: httpsUrl
      .default('https://events.pagerduty.com/v2/enqueue')
      .meta({ description: 'https://events.eu.pagerduty.com/v2/enqueue for accounts in the EU' }),
  }),
  sendsResolved: true,
  /** Summary 1,024 characters, key 255, the event 512 KB (developer.pagerduty.com, "Send an Alert Event"). */
  render: (_, message) => {
    const { alert, reason } = message
    const key = { dedup_key: `${alert.id}:${alert.episode}` }
    if (reason === 'resolved') return { event_action: 'resolve', ...key }
    const parts = fitted(layout(message), plain, ROOMY)
    const { event } = alert.findings.at(-1) ?? {}
    const isDated = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(alert.last)
    return {
      event_action: 'trigger',
      ...key,
      client: 'Tattletrail',
      payload: {
        summary: fit(headline(layout(message)), 1024),
        severity: reason === 'test' ? 'info' : SEVERITIES[alert.level],
        source: fit(event?.accountId || 'AWS', 255),
        ...(isDated && { timestamp: alert.last }),
        component: fit(event?.source ?? '', 255),
        group: fit(event?.accountId ?? '', 255),
        class: fit(alert.rule.title, 255),
        custom_details: {
          ...Object.fromEntries(parts.facts.map(({ name, text }) => [name, text])),
          count: alert.count,
          also: parts.more,
          do: parts.steps,
          investigate: parts.command,
        },
      },
      links: parts.links.map(({ label, url }) => ({ href: url, text: label })),
    }
  },
  send: ({ events_url, routing_key }, payload, { id }, outside) =>
    post(outside, id, {
      url: events_url,
      body: payload,
      secret: routing_key,
      sign: (key) => ({ body: JSON.stringify({ routing_key: key, ...(payload as JsonObject) }) }),
    }),
})
