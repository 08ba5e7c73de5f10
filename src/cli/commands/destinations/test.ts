/** `tattletrail destinations test`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { many } from '../../kinds.ts'
import { destinationId } from '../../names.ts'
import { configOption, formatOption, neededConfig } from '../../options.ts'
import { print } from '../../output.ts'

export const test = defineCommand({
  name: 'test',
  summary: 'send a clearly marked test to each destination, and say what came of it',
  args: [{ takes: many(destinationId), optional: true, about: 'only these destinations' }],
  options: {
    config: configOption(),
    format: formatOption(formats.tested),
    print: { about: 'send nothing: print exactly what would be sent' },
  },
  examples: [
    'tattletrail destinations test --config tattletrail.toml',
    'tattletrail destinations test "Slack Warnings" --config tattletrail.toml --print',
  ],
  exitCodes: {
    0: 'every destination took its test',
    1: 'one did not',
    2: 'bad usage or configuration (nothing was sent)',
  },
  run: async ([ids], options) => {
    const app = await import('../../../app/alerting/destinations.ts')
    const chosen = app.chooseDestinations(await app.readDestinations(neededConfig(options.config)), ids)
    if (options.print) {
      const payloads = chosen.map((one) => ({
        id: one.id,
        type: one.type,
        payload: app.testPayload(one, Date.now()),
      }))
      await print(formats.payloads, options.format, payloads)
      return 0
    }
    const outside = await app.openOutside(neededConfig(options.config))
    const results = await Promise.all(
      chosen.map(async (one) => {
        const started = performance.now()
        const result = await app.testDestination(one, outside)
        return { id: one.id, type: one.type, result, milliseconds: Math.round(performance.now() - started) }
      }),
    )
    outside.close()
    await print(formats.tested, options.format, results)
    return results.every(({ result }) => result.ok) ? 0 : 1
  },
})
