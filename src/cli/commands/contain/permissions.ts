/** `tattletrail contain permissions`. */
import { defineCommand } from '../../command.ts'
import { oneOf } from '../../kinds.ts'
import { writeLines } from '../../output.ts'

export const permissions = defineCommand({
  name: 'permissions',
  summary: 'the least IAM policy of a role that plans, or of one that applies and restores',
  args: [{ takes: oneOf('role', ['audit', 'responder']), about: 'audit plans, responder applies and restores too' }],
  options: {},
  examples: ['tattletrail contain permissions responder > responder-policy.json'],
  exitCodes: { 0: 'done', 2: 'bad usage' },
  run: async ([role]) => {
    const { policyOf } = await import('../../../app/contain/permissions.ts')
    await writeLines(JSON.stringify(policyOf(role), null, 2).split('\n'))
    return 0
  },
})
