/** `tattletrail alerts`, `silence` and `routes`. */
import { randomBytes } from 'node:crypto'
import { tellsResolvedOf } from '../app/alerting/delivery.ts'
import { atDesk } from '../app/alerting/desk.ts'
import type { Alert, Matcher } from '../core/alert.ts'
import { LEVELS, type Level } from '../core/rule.ts'
import { UsageError } from '../core/usage-error.ts'
import {
  addSilence,
  alertStory,
  expireSilence,
  explainRoutes,
  findAlert,
  replay,
  resolveByHand,
} from '../flows/desk.ts'
import { renderAlert, renderAlertStory, renderNotification, renderSilence } from '../report/alerts.ts'
import { jsonLine, oneLine } from '../report/terminal.ts'
import { number, plural } from '../report/text.ts'
import { configOf } from './job.ts'
import { colorsFor, writeLines } from './output.ts'

interface DeskOptions {
  readonly config?: string
  readonly format?: 'text' | 'jsonl'
}

const isText = ({ format }: DeskOptions): boolean => (format ?? (process.stdout.isTTY ? 'text' : 'jsonl')) === 'text'
const desk = <Result>(options: DeskOptions, work: Parameters<typeof atDesk<Result>>[1]): Promise<Result> =>
  atDesk(configOf(options).config, work)

/** Prints each thing as a line of JSON, or all of them as text. */
const print = async <Thing>(
  options: DeskOptions,
  things: readonly Thing[],
  render: (thing: Thing) => string,
  none: string,
): Promise<number> => {
  if (!isText(options)) await writeLines(things.map(jsonLine))
  else if (things.length === 0) process.stdout.write(`${none}\n`)
  else await writeLines(things.map(render))
  return 0
}

export interface ListAlertsOptions extends DeskOptions {
  readonly status?: Alert['status']
  readonly minLevel: Level
  readonly limit: number
}

/** So many are looked through. */
const MOST_ALERTS = 10_000

export const listAlertsCommand = (options: ListAlertsOptions): Promise<number> =>
  desk(options, async ({ store }) => {
    const { status, minLevel, limit } = options
    const all = await store.listAlerts({ ...(status ? { status } : {}), limit: MOST_ALERTS })
    const wanted = all.filter(({ level }) => LEVELS.indexOf(level) >= LEVELS.indexOf(minLevel))
    const shown = wanted.slice(0, limit).toReversed()
    const colors = colorsFor(process.stdout)
    await print(options, shown, (alert) => renderAlert(alert, colors, Date.now()), 'no alerts')
    const left = [
      ...(wanted.length > limit ? [`${number(wanted.length - limit)} older: --limit`] : []),
      ...(wanted.length < all.length ? [`${number(all.length - wanted.length)} below ${minLevel}: --min-level`] : []),
    ]
    if (isText(options) && left.length > 0) process.stdout.write(`${colors.dim(`not shown: ${left.join(' · ')}`)}\n`)
    return 0
  })

export const showAlertCommand = (id: string, options: DeskOptions): Promise<number> =>
  desk(options, async ({ store }) => {
    const story = await alertStory(store, id)
    return print(options, [story], (one) => renderAlertStory(one, colorsFor(process.stdout), Date.now()), '')
  })

export const resolveAlertCommand = (id: string, options: DeskOptions): Promise<number> =>
  desk(options, async ({ store, settings }) => {
    const done = await resolveByHand(store, id, { tellsResolved: tellsResolvedOf(settings) }, Date.now())
    process.stdout.write(done ? `alert ${oneLine(id)} is resolved\n` : `alert ${oneLine(id)} was resolved already\n`)
    return 0
  })

export const replayCommand = (
  id: string | undefined,
  options: DeskOptions & { readonly list?: boolean },
): Promise<number> =>
  desk(options, async ({ store }) => {
    if (options.list) {
      const dead = await store.notifications({ status: 'dead', limit: 1000 })
      return print(options, dead, (one) => renderNotification(one, Date.now()), 'no dead letters')
    }
    const count = await replay(store, id, Date.now())
    process.stdout.write(`${plural(count, 'dead letter')} put back: they are sent at the next delivery\n`)
    return 0
  })

export interface SilenceOptions extends DeskOptions, Matcher {
  readonly owner?: string
  readonly reason: string
  readonly for: string
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
/** Longer silences are forgotten about; renew one that is still needed. */
const LONGEST = 90 * 86_400_000

export const addSilenceCommand = (options: SilenceOptions): Promise<number> =>
  desk(options, async ({ store }) => {
    const [, amount, unit = ''] = /^(\d{1,4})([mhd])$/.exec(options.for) ?? []
    const lasts = Number(amount) * (UNITS[unit] ?? Number.NaN)
    if (!(lasts > 0 && lasts <= LONGEST))
      throw new UsageError(`--for ${options.for}: expected how long, for example 30m, 4h or 7d; 90d at most`)
    const owner = options.owner ?? process.env.USER ?? ''
    if (owner === '') throw new UsageError('say who silences it: --owner you@example.com')
    const { rule, tag, account, environment, region, principal, ip, level } = options
    const written = { rule, tag, account, environment, region, principal, ip, level }
    const match: Matcher = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined))
    const id = randomBytes(4).toString('hex')
    const silence = await addSilence(store, { match, owner, reason: options.reason, lasts }, id, Date.now())
    return print(options, [silence], (one) => renderSilence(one, colorsFor(process.stdout), Date.now()), '')
  })

export const listSilencesCommand = (options: DeskOptions): Promise<number> =>
  desk(options, async ({ store }) =>
    print(
      options,
      [...(await store.silences())].sort((a, b) => a.expires - b.expires),
      (one) => renderSilence(one, colorsFor(process.stdout), Date.now()),
      'no silences',
    ),
  )

export const expireSilenceCommand = (id: string, options: DeskOptions): Promise<number> =>
  desk(options, async ({ store }) => {
    await expireSilence(store, id, Date.now())
    process.stdout.write(`silence ${oneLine(id)} is over\n`)
    return 0
  })

export const explainRoutesCommand = (id: string, options: DeskOptions): Promise<number> =>
  desk(options, async ({ store, settings }) => {
    const alert = await findAlert(store, id)
    const { destinations, reason } = explainRoutes(settings.route, alert)
    const rows = [...destinations].map(([destination, via]) => ({ destination, via }))
    return print(
      options,
      rows,
      ({ destination, via }) => `${oneLine(destination, 80).padEnd(20)}  by ${oneLine(via, 200)}`,
      `alert ${alert.id} goes nowhere: ${reason}`,
    )
  })
