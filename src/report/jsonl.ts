/** JSON Lines (jsonlines.org): one thing a line, with all that is known of it. */
import { defineFormat } from './format.ts'
import { jsonLine } from './terminal.ts'

export const jsonl = defineFormat({
  name: 'jsonl',
  title: 'one a line, as JSON',
  render: function* (things: Iterable<unknown>) {
    for (const thing of things) yield jsonLine(thing)
  },
})
