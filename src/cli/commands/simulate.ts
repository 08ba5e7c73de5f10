/** `tattletrail simulate`. */
import type { SimulateOptions } from '../../app/simulate.ts'
import { UsageError } from '../../core/usage-error.ts'
import { oneLine } from '../../report/terminal.ts'
import { number, plural } from '../../report/text.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { atLeastOne, list, text, whole } from '../kinds.ts'
import { storyName } from '../names.ts'
import { colorsFor, writeLines } from '../output.ts'
import { createProgress } from '../progress.ts'
import { isDay } from '../scope.ts'

export const simulate = defineCommand({
  name: 'simulate',
  summary: 'write realistic, purely invented logs: a quiet company, and attacks by name',
  args: [{ takes: text('folder'), optional: true, about: 'where to write; made when missing' }],
  options: {
    events: { takes: atLeastOne('n'), about: 'size of the quiet background', default: 20_000 },
    days: { takes: atLeastOne('n'), about: 'how many days it covers', default: 2 },
    start: { takes: text('day'), about: 'first day', default: '2026-03-02' },
    seed: { takes: whole('n'), about: 'same seed, same bytes', default: 1 },
    story: {
      takes: list(storyName),
      about: 'attack to hide in it (repeatable, or with commas; default: all; "none" for quiet)',
    },
    list: { about: 'print the attacks and stop' },
  } satisfies OptionsFor<SimulateOptions, 'stories'>,
  examples: [
    'tattletrail simulate ./logs',
    'tattletrail simulate ./logs --events 1000000 --days 14 --story leaked-key',
  ],
  exitCodes: { 0: 'done', 2: 'bad usage, or the folder cannot be written' },
  run: async ([folder], options) => {
    const { chooseStories, stories, writeSimulation } = await import('../../app/simulate.ts')
    const { bold } = colorsFor(process.stdout)
    if (options.list) {
      const widest = Math.max(...stories.map(({ name }) => name.length))
      await writeLines(stories.map(({ name, title }) => `${bold(name.padEnd(widest))}  ${title}`))
      return 0
    }
    if (folder === undefined) throw new UsageError('say where to write, for example: tattletrail simulate ./logs')
    if (!isDay(options.start)) throw new UsageError(`--start ${options.start}: expected a day, for example 2026-03-02`)
    const { events, days } = options
    const chosen = chooseStories(options.story)
    const progress = createProgress({ files: events, bytes: events }, colorsFor(process.stderr))
    const { files, bytes } = await writeSimulation(folder, { ...options, stories: chosen }, (files, bytes) =>
      progress.update({ files, bytes }),
    )
    progress.clear()
    const attacks = chosen.length > 0 ? `attacks: ${chosen.join(', ')}` : 'no attack'
    process.stdout.write(
      `${plural(files, 'file')}, ${(bytes / 1e6).toFixed(1)} MB in ${oneLine(folder)}: about ${number(events)} quiet events over ${plural(days, 'day')}, ${attacks}\n`,
    )
    return 0
  },
})
