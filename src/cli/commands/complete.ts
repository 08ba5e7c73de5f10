/** `tattletrail complete`: what the scripts of `completion` ask. */
import { oneLine } from '../../report/terminal.ts'
import { defineCommand } from '../command.ts'
import { complete as candidates } from '../complete.ts'
import { many, text } from '../kinds.ts'
import { writeLines } from '../output.ts'

export const complete = defineCommand({
  name: 'complete',
  summary: 'print what may come next on a command line',
  hidden: true,
  args: [{ takes: many(text('word')), optional: true, about: 'the words behind the name of the program' }],
  options: {},
  examples: [],
  exitCodes: { 0: 'done' },
  run: async ([words], _, program) => {
    // Somebody pressed TAB: what fails has nothing to offer, and nothing to say.
    const found = await candidates(program, words).catch(() => [])
    await writeLines(found.map(({ text, about }) => (about === undefined ? text : `${text}\t${oneLine(about, 80)}`)))
    return 0
  },
})
