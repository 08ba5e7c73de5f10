/** The function that reads what the queue, a topic or the bus hands over. */
import { createIngest } from '../app/lambda/ingest.ts'

export const handler = createIngest({
  folder: import.meta.dirname,
  environment: process.env,
  write: (line) => void process.stdout.write(`${line}\n`),
  now: Date.now,
})
