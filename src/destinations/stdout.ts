/** Standard output: each alert as one line of JSON, for a pipe or a collector of logs. */
import { z } from 'zod'
import { alertJson } from './alert-json.ts'
import { defineDestination } from './define.ts'
import { file } from './file.ts'

export const stdout = defineDestination({
  type: 'stdout',
  title: 'Standard output',
  sendsResolved: true,
  config: z.strictObject({}),
  render: (_, message) => alertJson(message, 250_000),
  send: (_, payload, message, outside) => file.send({ path: '-' }, payload, message, outside),
})
