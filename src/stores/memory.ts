/** A store that forgets everything at the end of the process: for tests, and for one-off runs. */
import { z } from 'zod'
import { type Alert, type Notification, type Silence, waits } from '../core/alert.ts'
import { byTime, type Finding } from '../core/finding.ts'
import type { Json } from '../core/json.ts'
import { compareTexts } from '../core/order.ts'
import type {
  AlertStore,
  CanaryRow,
  CanaryStore,
  CursorStore,
  HandledStore,
  Memory,
  MemoryRow,
  Outbox,
  PlanStore,
  SilenceStore,
  Store,
} from '../core/store.ts'
import { defineStore } from './define.ts'
import { byMemoryTime, comesLate, givesWay, mergeMemories } from './precedence.ts'

export const memory = defineStore({
  type: 'memory',
  title: 'Memory of the process: gone when it ends',
  config: z.strictObject({}),
  permissions: [],
  name: () => 'memory',
  open: async () => openMemory(),
})

export const openMemory = (): Store => {
  const notifications = new Map<string, Notification>()
  const silences = new Map<string, Silence>()
  return {
    ...createAlertStore(notifications, silences),
    ...createOutbox(notifications),
    ...createMemory(),
    ...createSilenceStore(silences),
    ...createCanaryStore(),
    ...createPlanStore(),
    ...createCursorStore(),
    ...createHandledStore(),
    close: async () => {},
  }
}

const createAlertStore = (notifications: Map<string, Notification>, silences: Map<string, Silence>): AlertStore => {
  const alerts = new Map<string, Alert>()
  const findings = new Map<string, { readonly alert: string; readonly finding: Finding }>()
  return {
    maxChange: Number.POSITIVE_INFINITY,
    alerts: async (ids) => [...new Set(ids)].flatMap((id) => alerts.get(id) ?? []),
    listAlerts: async ({ status, limit }) =>
      [...alerts.values()]
        .filter((alert) => status === undefined || alert.status === status)
        .sort((a, b) => b.changed - a.changed || (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    quietAlerts: async (since, limit) =>
      [...alerts.values()]
        .filter(({ status, changed }) => status === 'firing' && changed <= since)
        .sort((a, b) => a.changed - b.changed || (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    knownFindings: async (keys) => new Set(keys.filter((key) => findings.has(key))),
    findings: async ({ alert, limit }) =>
      [...findings.values()]
        .filter((row) => alert === undefined || row.alert === alert)
        .map(({ finding }) => finding)
        .sort(byTime)
        .slice(0, limit),
    commit: async (change) => {
      const { alert, overtaken } = change
      const moved = (alerts.get(alert.id)?.revision ?? 0) !== alert.revision - 1
      const known = change.findings.some(({ key }) => findings.has(key) && !overtaken.includes(key))
      const tried = change.notifications.some(({ id }) => !waits(notifications.get(id) ?? NEVER_TRIED))
      if (moved || known || tried) return 'conflict'
      alerts.set(alert.id, alert)
      for (const key of overtaken) findings.delete(key)
      for (const { key, finding } of change.findings) findings.set(key, { alert: alert.id, finding })
      for (const notification of change.notifications) notifications.set(notification.id, notification)
      for (const [id, count] of Object.entries(change.hidden)) {
        const silence = silences.get(id)
        if (silence) silences.set(id, { ...silence, hidden: silence.hidden + count })
      }
      return 'committed'
    },
    // Whoever was faster is done: nothing here takes time.
    pause: async () => {},
  }
}

const createOutbox = (notifications: Map<string, Notification>): Outbox => {
  const threads = new Map<string, Json>()
  return {
    maxChange: Number.POSITIVE_INFINITY,
    lease: 60_000,
    take: async (now, lease, limit) => {
      const taken = [...notifications.values()]
        .filter(({ status, due }) => status === 'due' && due <= now)
        .sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map((row): Notification => ({ ...row, due: now + lease, attempts: row.attempts + 1 }))
      for (const row of taken) notifications.set(row.id, row)
      return taken
    },
    settle: async (rows) => {
      for (const row of rows) {
        const stored = notifications.get(row.id)
        if (!stored || !comesLate(stored, row)) notifications.set(row.id, row)
      }
    },
    notifications: async ({ alert, status, limit }) =>
      [...notifications.values()]
        .filter((row) => (alert === undefined || row.alert.id === alert) && (!status || row.status === status))
        .sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
        .slice(0, limit),

    thread: async (...place) => threads.get(JSON.stringify(place)) ?? null,
    setThread: async (alert, episode, destination, thread) => {
      threads.set(JSON.stringify([alert, episode, destination]), thread)
    },
  }
}

const createMemory = (): Memory => {
  const units = new Map<string, Map<string, MemoryRow>>()
  return {
    remember: async (rows, now) => {
      let written = 0
      for (const row of mergeMemories(rows, now)) {
        const unit = units.get(row.unit) ?? new Map<string, MemoryRow>()
        units.set(row.unit, unit)
        const stored = unit.get(row.key)
        if (stored && stored.expires > now && !givesWay(stored, row)) continue
        unit.set(row.key, row)
        written++
      }
      return written
    },
    recall: async (unit, now) =>
      [...(units.get(unit)?.values() ?? [])].filter(({ expires }) => expires > now).sort(byMemoryTime),
  }
}

const createSilenceStore = (silences: Map<string, Silence>): SilenceStore => ({
  silences: async () => [...silences.values()],
  putSilence: async (silence) => {
    silences.set(silence.id, { ...silence, hidden: silences.get(silence.id)?.hidden ?? silence.hidden })
  },
})

const createCanaryStore = (): CanaryStore => {
  const { rows, put } = createRows()
  return { canaries: rows, putCanary: put }
}

const createPlanStore = (): PlanStore => {
  const { rows, put } = createRows()
  return { plans: rows, putPlan: put }
}

const createRows = () => {
  const rows = new Map<string, CanaryRow>()
  return {
    rows: async () => [...rows.values()].sort((a, b) => compareTexts(a.id, b.id)),
    put: async (row: CanaryRow): Promise<'committed' | 'conflict'> => {
      if ((rows.get(row.id)?.revision ?? 0) !== row.revision - 1) return 'conflict'
      rows.set(row.id, row)
      return 'committed'
    },
  }
}

const createCursorStore = (): CursorStore => {
  const cursors = new Map<string, Json>()
  return {
    cursor: async (source) => cursors.get(source) ?? null,
    setCursor: async (source, position) => {
      cursors.set(source, position)
    },
  }
}

const createHandledStore = (): HandledStore => {
  const sources = new Map<string, Map<string, string>>()
  return {
    handled: async (source) => new Map(sources.get(source)),
    noteHandled: async (source, versions) => {
      sources.set(source, new Map([...(sources.get(source) ?? []), ...versions]))
    },
    forgetHandled: async (source, keys) => {
      for (const key of keys) sources.get(source)?.delete(key)
    },
  }
}

const NEVER_TRIED = { status: 'due', attempts: 0, postponed: 0 } as const
