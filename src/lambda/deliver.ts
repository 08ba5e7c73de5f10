/** The function that delivers: woken by the table's stream, and every minute. */
import { createDeliver } from '../app/lambda/deliver.ts'

export const handler = createDeliver({
  folder: import.meta.dirname,
  environment: process.env,
  write: (line) => void process.stdout.write(`${line}\n`),
  now: Date.now,
})
