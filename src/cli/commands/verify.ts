/** `tattletrail verify`. */
import type { VerifySettings } from '../../app/verify/verify.ts'
import { formats } from '../../report/formats/index.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { runJob } from '../job.ts'
import { many, text } from '../kinds.ts'
import { formatOption } from '../options.ts'
import { print } from '../output.ts'
import { readScope, scopeOptions } from '../scope.ts'

export const verify = defineCommand({
  name: 'verify',
  summary: 'prove with digest files that logs are as CloudTrail wrote them, and that none is gone',
  args: [{ takes: many(text('path')), about: 'log files or folders, or s3://bucket/prefix' }],
  options: {
    ...scopeOptions,
    digests: { takes: many(text('path')), about: 'where digest files are (repeatable; default: among the logs)' },
    keys: {
      takes: many(text('file')),
      about:
        'public keys: what `aws cloudtrail list-public-keys` prints, or PEM (repeatable; default: CloudTrail is asked)',
    },
    format: formatOption(formats.verify),
  } satisfies OptionsFor<VerifySettings, 'scope'>,
  examples: [
    'tattletrail verify ./AWSLogs --keys keys.json',
    'tattletrail simulate ./logs && tattletrail verify ./logs --keys ./logs/digest-key.pem',
    'tattletrail verify s3://my-trail/AWSLogs/123456789012 --from 2026-03-04 --to 2026-03-06',
  ],
  exitCodes: {
    0: 'all is as CloudTrail wrote it',
    1: 'something was changed, is missing or is not covered',
    2: 'bad usage',
    3: 'something could not be checked, or no digest speaks of it',
    130: 'interrupted',
  },
  run: async ([paths], options) => {
    const { prepareVerify } = await import('../../app/verify/verify.ts')
    const report = await runJob(await prepareVerify(paths, { ...options, scope: readScope(options) }))
    await print(formats.verify, options.format, report)
    if (report.interrupted) return 130
    if (report.faults.some(({ checked }) => checked)) return 1
    return report.faults.length + report.failures.length + report.uncovered.length > 0 ? 3 : 0
  },
})
