/** A message -> inputs; the message is done with when each of them is. */
import type { Clients } from '../aws/clients.ts'
import type { Input } from '../core/source.ts'
import { notALog, readNotification } from './notification.ts'
import { nameOf, readObject } from './s3/object.ts'

/** What to do with the message in the end. */
export interface Settlement {
  ack(): Promise<void>
  fail(reason: string): Promise<void>
}

/** @param id names the message where nothing in it has a name */
export const inputsOf = (body: string, id: string, clients: Clients, settlement: Settlement): readonly Input[] => {
  const notification = readNotification(body)
  switch (notification.kind) {
    case 'log':
    case 'bus-event':
      return [{ kind: notification.kind, name: id, read: async () => notification.bytes, ...settlement }]
    case 'nothing':
      return [{ kind: 'nothing', name: notification.what, read: async () => Buffer.alloc(0), ...settlement }]
    case 'unknown':
      return [{ kind: 'log', name: id, read: () => Promise.reject(new Error(notification.reason)), ...settlement }]
    case 'objects': {
      const share = shared(settlement, notification.objects.length)
      return notification.objects.map((object) => {
        const other = notALog(object.key)
        return other === undefined
          ? { kind: 'log', name: nameOf(object), read: () => readObject(object, clients), ...share() }
          : { kind: 'nothing', name: other, read: async () => Buffer.alloc(0), ...share() }
      })
    }
  }
}

/** Acknowledged when all are; failed as a whole when one is, after the others were handled. */
const shared = ({ ack, fail }: Settlement, count: number): (() => Settlement) => {
  let open = count
  let problem: string | undefined
  return () => {
    let isOpen = true
    const settle = async (reason?: string): Promise<void> => {
      problem ??= reason
      if (isOpen) open--
      isOpen = false
      if (open === 0) await (problem === undefined ? ack() : fail(problem))
    }
    // An acknowledgement that did not get through is followed by a failure of the same input.
    return { ack: () => settle(), fail: settle }
  }
}
