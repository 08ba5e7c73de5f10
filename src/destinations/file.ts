/** A file: each alert as one line of JSON at its end. */
import { z } from 'zod'
import { reasonOf } from '../core/reason.ts'
import { visible } from '../notation/visible.ts'
import { alertJson, jsonText } from './alert-json.ts'
import { defineDestination } from './define.ts'

/** A line that tools still read in one piece. */
const LINE_LIMIT = 1_000_000

export const file = defineDestination({
  type: 'file',
  title: 'File of JSON lines',
  sendsResolved: true,
  config: z.strictObject({
    path: z
      .string()
      .min(1)
      .refine((path) => path !== '-', { error: 'the type stdout writes to standard output' })
      .meta({ description: 'the file to write to; made for its owner alone when missing' }),
  }),
  render: (_, message) => alertJson(message, LINE_LIMIT),
  send: async ({ path }, payload, _, outside) => {
    try {
      await outside.append(path, `${jsonText(payload)}\n`)
      return { ok: true }
    } catch (error) {
      // A full disk or a missing folder is put right without a change of what is written.
      return { ok: false, retry: true, reason: visible(reasonOf(error)) }
    }
  },
})
