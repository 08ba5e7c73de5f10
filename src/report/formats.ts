/** The registry of formats: of each thing that is shown, the ways to write it; for people first, then for programs. */
import { alertsText, alertText, deadLettersText, doneText, silencesText } from './alerts.ts'
import { backtestJsonl, backtestText } from './backtest.ts'
import { coverageJsonl, coverageText } from './coverage.ts'
import { destinationsText, payloadsText, testedJsonl, testedText } from './destinations.ts'
import { jsonl } from './jsonl.ts'
import { coverageNavigator } from './navigator.ts'
import { routesJsonl, routesText } from './routes.ts'
import { rulesJsonl, rulesText } from './rules.ts'

export const formats = {
  rules: [rulesText, rulesJsonl],
  coverage: [coverageText, coverageJsonl, coverageNavigator],
  backtest: [backtestText, backtestJsonl],
  alerts: [alertsText, jsonl],
  alert: [alertText, jsonl],
  deadLetters: [deadLettersText, jsonl],
  done: [doneText, jsonl],
  silences: [silencesText, jsonl],
  routes: [routesText, routesJsonl],
  destinations: [destinationsText, jsonl],
  tested: [testedText, testedJsonl],
  payloads: [payloadsText, jsonl],
} as const
