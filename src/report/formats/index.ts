/** The registry of formats: of each thing that is shown, the ways to write it; for people first, then for programs. */

import { caseJsonText } from '../case/json.ts'
import { caseMarkdownText } from '../case/markdown.ts'
import { caseStixBundle } from '../case/stix.ts'
import { caseText } from '../case/text.ts'
import { collectedJsonl, collectedText } from '../collect.ts'
import { ladderText, planJson, plansText, planText } from '../contain.ts'
import { findingsCsv } from '../csv.ts'
import { alertsText, alertText, deadLettersText, doneText } from '../desk/alerts.ts'
import { canariesText, canaryChecksText, canaryKindsText, canaryText } from '../desk/canaries.ts'
import { destinationsText, payloadsText, testedJsonl, testedText } from '../desk/destinations.ts'
import { invokedJsonl, invokedText } from '../desk/invoked.ts'
import { routesJsonl, routesText } from '../desk/routes.ts'
import { silencesText } from '../desk/silences.ts'
import { caseHtml } from '../html/index.ts'
import { jsonl } from '../jsonl.ts'
import { backtestJsonl, backtestText } from '../rules/backtest.ts'
import { coverageJsonl, coverageText } from '../rules/coverage.ts'
import { rulesJsonl, rulesText } from '../rules/list.ts'
import { coverageNavigator } from '../rules/navigator.ts'
import { rowsCsv, rowsJsonl, rowsText } from '../table.ts'
import { findingsJsonl, findingsText } from '../text.ts'
import { topCsv, topJsonl, topText } from '../top.ts'
import { verifyJsonl, verifyText } from '../verify.ts'
import { watchJsonl, watchText } from '../watch.ts'

export const formats = {
  findings: [findingsText, findingsJsonl, findingsCsv],
  case: [caseText, caseJsonText, caseMarkdownText, caseHtml, caseStixBundle],
  top: [topText, topJsonl, topCsv],
  rows: [rowsText, rowsJsonl, rowsCsv],
  verify: [verifyText, verifyJsonl],
  collected: [collectedText, collectedJsonl],
  invoked: [invokedText, invokedJsonl],
  rules: [rulesText, rulesJsonl],
  coverage: [coverageText, coverageJsonl, coverageNavigator],
  backtest: [backtestText, backtestJsonl],
  alerts: [alertsText, jsonl],
  alert: [alertText, jsonl],
  deadLetters: [deadLettersText, jsonl],
  done: [doneText, jsonl],
  canaries: [canariesText, jsonl],
  canary: [canaryText, jsonl],
  canaryChecks: [canaryChecksText, jsonl],
  canaryKinds: [canaryKindsText, jsonl],
  silences: [silencesText, jsonl],
  routes: [routesText, routesJsonl],
  destinations: [destinationsText, jsonl],
  tested: [testedText, testedJsonl],
  payloads: [payloadsText, jsonl],
  ladder: [ladderText, planJson],
  plans: [plansText, jsonl],
  plan: [planText, jsonl],
  watch: [watchText, watchJsonl],
} as const
