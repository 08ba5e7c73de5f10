/** What every store keeps from before identities: an alert that fires under its older key goes on until it ends. */
import { describe, expect, test } from 'vitest'
import { SCHEDULE } from '../../src/alerting/decide.ts'
import { alertId, groupKey, olderGroupKey } from '../../src/alerting/group.ts'
import type { Alert } from '../../src/core/alert.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { Store } from '../../src/core/store.ts'
import { type Ingester, ingestFindings } from '../../src/flows/ingest.ts'
import { alertOf, finding, fresh, NOW } from './store-fixtures.ts'

export const olderKeysContract = (open: () => Store): void => {
  /** A federated session of one name, whoever opened it: before, all of them were one principal. */
  const sessionOf = (rule: string, issuer: string, event: string): Finding => {
    const one = finding(event)
    return {
      ...one,
      rule: { ...one.rule, id: rule },
      principal: {
        ...one.principal,
        kind: 'FederatedUser',
        identity: `arn:aws:iam::123456789012:user/${issuer}`,
        name: 'terraform',
        arn: 'arn:aws:sts::123456789012:federated-user/terraform',
      },
    }
  }

  const ingest = async (one: Finding, groups = false) => {
    const policy = { silences: [], schedule: SCHEDULE, sendsResolved: new Set<string>() }
    const route = { name: 'all', match: {}, destinations: ['slack'], continue: false, routes: [] }
    const ingester = {
      ...{ store: open(), policy: async () => ({ ...policy, route }), now: () => NOW },
      notes: () => ({ respond: [], description: '', destinations: [], groups }),
    } as unknown as Ingester
    await ingestFindings([one], ingester)
    const ids = [olderGroupKey(one), groupKey(one, groups)].map(alertId)
    return (await open().alerts(ids)).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  }

  /** An alert as it was kept before. */
  const keep = async (one: Finding, extra: Partial<Alert> = {}): Promise<Alert> => {
    const { identity: _, ...principal } = one.principal
    const known = { ...one, principal }
    const groupKey = olderGroupKey(one)
    const alert = alertOf(alertId(groupKey), 1, [known], { groupKey, rule: one.rule, ...extra })
    const key = `${one.rule.id} ${one.event.id}`
    const change = { alert, findings: [{ key, finding: known }], overtaken: [], notifications: [], hidden: {} }
    expect(await open().commit(change)).toBe('committed')
    return alert
  }

  describe('alerts from before identities were kept', () => {
    test('one that fires goes on under its id and the new key; whoever else had its key has an alert of its own', async () => {
      const rule = fresh()
      const older = await keep(sessionOf(rule, 'pipeline', `${rule}-a`))
      const ours = sessionOf(rule, 'pipeline', `${rule}-b`)
      expect(await ingest(ours)).toMatchObject([
        { id: older.id, groupKey: groupKey(ours, false), count: 2, episode: 1, revision: 2 },
      ])
      const theirs = sessionOf(rule, 'mallory', `${rule}-c`)
      expect(await ingest(theirs)).toMatchObject([
        { id: older.id, count: 2, revision: 2 },
        { id: alertId(groupKey(theirs, false)), count: 1, episode: 1, decisions: [{ reason: 'first' }] },
      ])
      expect(await ingest(sessionOf(rule, 'pipeline', `${rule}-d`))).toMatchObject([{ id: older.id, count: 3 }])
      expect(await open().findings({ alert: older.id, limit: 10 })).toHaveLength(3)
    })

    test('what is known of it stays known', async () => {
      const rule = fresh()
      const one = sessionOf(rule, 'pipeline', `${rule}-a`)
      const older = await keep(one)
      expect(await ingest(one)).toEqual([older])
    })

    test('one that has ended stays as it is: what fires then is an alert of its own', async () => {
      const rule = fresh()
      const older = await keep(sessionOf(rule, 'pipeline', `${rule}-a`), { status: 'resolved' })
      const ours = sessionOf(rule, 'pipeline', `${rule}-b`)
      expect(await ingest(ours)).toMatchObject([older, { id: alertId(groupKey(ours, false)), episode: 1, count: 1 }])
    })

    test('one of a rule that groups by fields of its own is no matter of identities', async () => {
      const rule = fresh()
      const older = await keep(sessionOf(rule, 'pipeline', `${rule}-a`))
      const ours = sessionOf(rule, 'pipeline', `${rule}-b`)
      expect(await ingest(ours, true)).toMatchObject([older, { id: alertId(groupKey(ours, true)), count: 1 }])
    })
  })
}
