/** The registry of commands, in the order of help: one line each. */
import type { Program } from '../command.ts'
import { alerts } from './alerts/index.ts'
import { athena } from './athena/index.ts'
import { canary } from './canary/index.ts'
import { collect } from './collect.ts'
import { complete } from './complete.ts'
import { completion } from './completion.ts'
import { contain } from './contain/index.ts'
import { destinations } from './destinations/index.ts'
import { explain } from './explain.ts'
import { impact } from './impact.ts'
import { investigate } from './investigate.ts'
import { invoke } from './invoke.ts'
import { query } from './query.ts'
import { routes } from './routes/index.ts'
import { rules } from './rules/index.ts'
import { run } from './run.ts'
import { scan } from './scan.ts'
import { silence } from './silence/index.ts'
import { simulate } from './simulate.ts'
import { template } from './template.ts'
import { top } from './top.ts'
import { verify } from './verify.ts'

export const tattletrail: Program = {
  name: 'tattletrail',
  summary: 'Tells on whoever misbehaves in your AWS account: reads CloudTrail, says what matters.',
  commands: [
    scan,
    top,
    explain,
    rules,
    destinations,
    simulate,
    investigate,
    impact,
    contain,
    collect,
    query,
    athena,
    verify,
    run,
    alerts,
    silence,
    routes,
    canary,
    invoke,
    template,
    completion,
    complete,
  ],
  examples: [
    ['tattletrail scan ./logs', 'findings of the built-in pack, told in sentences'],
    ['tattletrail scan ./logs --rules my.toml', 'and those of your own rules'],
    ['tattletrail simulate ./logs && tattletrail scan ./logs', 'no AWS account needed'],
  ],
  exitCodes: {
    0: 'done',
    1: '--fail-on was met',
    2: 'bad usage or configuration (nothing was run)',
    3: 'some input or delivery failed',
    130: 'interrupted (what was found until then is printed, and not delivered)',
  },
}
