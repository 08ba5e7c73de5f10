/** `tattletrail rules from-event`. */
import { defineCommand } from '../../command.ts'
import { oneOf, text } from '../../kinds.ts'
import { eventIdOption } from '../../options.ts'
import { colorsFor } from '../../output.ts'

const TITLES = { 'event-pattern': 'EventBridge event pattern', jq: 'jq (jq_match)', sigma: 'Sigma' } as const
type Language = keyof typeof TITLES

export const fromEvent = defineCommand({
  name: 'from-event',
  summary: 'write an event pattern, a jq rule and a Sigma rule that match an observed event',
  args: [{ takes: text('event'), about: 'file with the event; - reads standard input' }],
  options: {
    eventId: eventIdOption,
    language: {
      short: 'l',
      takes: oneOf('language', Object.keys(TITLES) as Language[]),
      about: 'only this one, ready to be piped',
    },
  },
  examples: ['tattletrail rules from-event event.json --language sigma > my-rule.yml'],
  exitCodes: { 0: 'done', 2: 'bad usage, or no such event' },
  run: async ([path], { eventId, language }) => {
    const { readOneEvent, rulesFromEvent } = await import('../../../app/context/one-event.ts')
    const { eventPattern, jq, sigma } = rulesFromEvent(readOneEvent(path, eventId).raw)
    const written = { 'event-pattern': eventPattern, jq, sigma }
    if (language) {
      process.stdout.write(`${written[language].trimEnd()}\n`)
      return 0
    }
    const colors = colorsFor(process.stdout)
    for (const [name, title] of Object.entries(TITLES) as [Language, string][])
      process.stdout.write(`${colors.bold(`# ${title}`)}\n${written[name].trimEnd()}\n\n`)
    return 0
  },
})
