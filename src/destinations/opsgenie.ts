/** Opsgenie, and Jira Service Management by the same API: an alert is created, counts up, and is closed. */
import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import type { Level } from '../core/rule.ts'
import { defineDestination, httpsUrl, secretText } from './define.ts'
import { fit, html, plain } from './escape.ts'
import { post } from './http-result.ts'
import { asLines, fitted, headline, layout, ROOMY } from './layout.ts'

const PRIORITIES: Readonly<Record<Level, string>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  informational: 'P5',
}

export const opsgenie = defineDestination({
  type: 'opsgenie',
  title: 'Opsgenie',
  config: z.strictObject({
    api_key: secretText.meta({ description: 'the key of an API integration, or a reference to it' }),
    api_url: httpsUrl.default('https://api.opsgenie.com').meta({
      description:
        'https://api.eu.opsgenie.com in the EU; https://api.atlassian.com/jsm/ops/integration for Jira Service Management',
    }),
  }),
  sendsResolved: true,
  /**
   * Message 130 characters, alias and entity 512, description 15,000, 20 tags of 50, source 100, details 8,000
   * (docs.opsgenie.com, "Alert API", Create Alert). HTML is read in message and description ("Alerts and Alert Fields").
   */
  render: (_, message) => {
    const { alert, reason } = message
    const alias = `${alert.id}:${alert.episode}`
    if (reason === 'resolved')
      return {
        alias,
        close: { source: 'Tattletrail', note: asLines(fitted(layout(message), plain, ROOMY)).join('\n') },
      }
    const event = alert.findings.at(-1)?.event
    const parts = fitted(layout(message), html, ROOMY)
    return {
      alias,
      create: {
        message: fit(headline(layout(message)), 130, html),
        alias,
        description: asLines(parts).join('<br>'),
        priority: reason === 'test' ? 'P5' : PRIORITIES[alert.level],
        source: 'Tattletrail',
        entity: fit(event?.accountId ?? '', 512, html),
        tags: [...new Set(['tattletrail', ...alert.rule.tags.map((tag) => fit(tag, 50, plain))])].slice(0, 20),
        details: { rule: fit(alert.rule.id, 200, html), count: String(alert.count), notification: message.id },
      },
    }
  },
  send: ({ api_url, api_key }, payload, { id }, outside) => {
    const { alias, create, close = null } = payload as JsonObject
    const path = create ? '/v2/alerts' : `/v2/alerts/${encodeURIComponent(String(alias))}/close?identifierType=alias`
    const sign = (key: string) => ({ headers: { authorization: `GenieKey ${key}` } })
    return post(outside, id, { url: api_url.replace(/\/$/, '') + path, body: create ?? close, secret: api_key, sign })
  },
})
