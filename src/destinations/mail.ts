/** An alert as a mail: subject, text and a page of HTML that is calm, needs nothing from elsewhere and suits dark screens. */
import { z } from 'zod'
import type { Message } from '../core/destination.ts'
import type { Level } from '../core/rule.ts'
import { digest } from './aws-result.ts'
import { fit, html, plain } from './escape.ts'
import { asLines, type Fitted, fitted, layout, type Room, type Shown } from './layout.ts'

/** No control character can end a header and begin another. */
const address = z.string().regex(/^[^\p{C}\p{Z}<>](?:[^\p{C}]*[^\p{C}\p{Z}])?@[^\p{C}\p{Z}@]+$/u, {
  error: 'expected an address like dana@example.com or Dana <dana@example.com>',
})
export const sender = address
export const recipients = z.array(address).min(1).meta({ description: 'the addresses to write to' })

export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A mail may be long, but not so long that clients cut it (Gmail clips pages above 102 KB). */
const ROOM: Room = { sentence: 1500, fact: 1000, line: 300, lines: 20, record: 8000 }
/** RFC 5322, section 2.1.1, asks for lines of 78 characters; more is folded or cut on a phone anyway. */
const SUBJECT_LIMIT = 150

/** The subject stays the same while an alert lives, so that clients keep its mails together; its level is in front. */
export const subject = (message: Message): string => {
  const { alert, reason } = message
  const { label, sentence } = layout(message)
  const what = reason === 'storm' ? sentence : alert.findings[0]?.message || sentence
  return fit(`[${label}] ${what}`, SUBJECT_LIMIT)
}

export const mailOf = (message: Message, show: readonly Shown[] | undefined): Mail => {
  const parts = layout(message, show)
  return {
    subject: subject(message),
    text: `${asLines(fitted(parts, plain, ROOM)).join('\n')}\n`,
    html: page(fitted(parts, html, ROOM)),
  }
}

/**
 * Every mail refers to the same made-up one, by alert and episode: that is how clients know a conversation (RFC 5322, section
 * 3.6.4). The id of the mail is that of the notification: a repetition is recognised as one.
 */
export const threading = ({ id, alert }: Message, from: string): { readonly id: string; readonly thread: string } => {
  const [, domain = 'tattletrail.invalid'] = /@([A-Za-z0-9.-]+)>?$/.exec(from) ?? []
  return {
    id: `<${digest(id)}@${domain}>`,
    thread: `<${digest(`${alert.id}:${alert.episode}`)}@${domain}>`,
  }
}

const COLORS: Readonly<Record<Level, string>> = {
  critical: '#b3261e',
  high: '#c2570c',
  medium: '#a67c00',
  low: '#1f6feb',
  informational: '#6e7781',
}

/** Colours of text and paper come from the client, so that they suit its dark mode; grey is readable on both. */
const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:24px 12px;font:15px/1.5 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
code{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}`
const GREY = '#767b82'

const page = (parts: Fitted): string => {
  const color = parts.reason === 'resolved' ? '#2e7d32' : COLORS[parts.level]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${parts.label}: ${parts.title}</title>
<style>${STYLE}</style>
</head>
<body>
<table role="presentation" cellpadding="0" cellspacing="0" width="100%" style="max-width:640px;margin:0 auto;border-left:5px solid ${color}">
<tr><td style="padding:2px 0 2px 18px">
<p style="margin:0 0 4px"><span style="background:${color};color:#ffffff;border-radius:3px;padding:2px 8px;font-size:12px;font-weight:600;letter-spacing:.06em">${parts.label}</span> <span style="color:${GREY};font-size:13px">${parts.title}</span></p>
<h1 style="margin:8px 0 16px;font-size:19px;line-height:1.35;font-weight:600;overflow-wrap:anywhere">${parts.sentence}</h1>
${parts.description === '' ? '' : `<p style="margin:0 0 16px;overflow-wrap:anywhere">${parts.description}</p>\n`}<table cellpadding="0" cellspacing="0" style="font-size:14px;border-collapse:collapse">
${parts.facts.map(({ name, text }) => `<tr><th scope="row" style="padding:3px 16px 3px 0;text-align:left;vertical-align:top;font-weight:400;color:${GREY};white-space:nowrap">${name}</th><td style="padding:3px 0;overflow-wrap:anywhere">${text}</td></tr>`).join('\n')}
</table>
${list(parts.reason === 'storm' ? 'Folded into this message' : 'Also', 'ul', parts.more)}${list('What to do', 'ol', parts.steps)}${heading('Look further')}
<p style="margin:0 0 6px"><code>${parts.command}</code></p>
${parts.links.map(({ label, url }) => `<p style="margin:0 0 6px"><a href="${html(url)}" style="color:#4393e6">${label}</a></p>\n`).join('')}${record(parts)}</td></tr>
</table>
</body>
</html>
`
}

const record = ({ record }: Fitted): string =>
  record === '' ? '' : `${heading('Event')}\n<p style="margin:0;white-space:pre-wrap"><code>${record}</code></p>\n`

const heading = (text: string): string =>
  `<h2 style="margin:20px 0 6px;font-size:13px;font-weight:600;color:${GREY}">${text}</h2>`

const list = (title: string, tag: 'ul' | 'ol', lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : `${heading(title)}\n<${tag} style="margin:0;padding-left:22px">\n${lines.map((line) => `<li style="margin:2px 0;overflow-wrap:anywhere">${line}</li>`).join('\n')}\n</${tag}>\n`
