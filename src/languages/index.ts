/** The registry of rule languages: one line each. */
import { eventPattern } from './event-pattern/index.ts'
import { filterConfig } from './filter-config/index.ts'
import { jq } from './jq/index.ts'
import { sigma } from './sigma/index.ts'

export { CompileError, type Problem } from '../core/problem.ts'
export { eventPattern, filterConfig, jq, sigma }

export const languages = [jq, eventPattern, sigma, filterConfig] as const
