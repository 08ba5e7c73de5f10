/** The registry of formats: of each thing that is shown, the ways to write it; for people first, then for programs. */
import { backtestJsonl, backtestText } from './backtest.ts'
import { coverageJsonl, coverageText } from './coverage.ts'
import { coverageNavigator } from './navigator.ts'
import { rulesJsonl, rulesText } from './rules.ts'

export const formats = {
  rules: [rulesText, rulesJsonl],
  coverage: [coverageText, coverageJsonl, coverageNavigator],
  backtest: [backtestText, backtestJsonl],
} as const
