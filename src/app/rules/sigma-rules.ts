/** What the Sigma language compiled -> Rule and Correlation. */
import type { Correlation } from '../../core/correlation.ts'
import type { Event } from '../../core/event.ts'
import type { Rule } from '../../core/rule.ts'
import type { SigmaCorrelation, SigmaRule } from '../../languages/sigma/compile.ts'
import { correlationMessageRenderer } from './message.ts'

export const toRule = (
  { line, document: _document, ...rule }: SigmaRule,
  file: string,
  renderMessage: (event: Event) => string,
): Rule => ({
  ...rule,
  language: 'sigma',
  destinations: [],
  origin: placeOf(file, line),
  renderMessage,
  reports: true,
})

/** @throws CompileError when its message is not a jq string. */
export const toCorrelation = (
  { line, document: _document, ...correlation }: SigmaCorrelation,
  file: string,
): Correlation => ({
  ...correlation,
  origin: placeOf(file, line),
  renderMessage: correlation.message === undefined ? undefined : correlationMessageRenderer(correlation.message),
})

const placeOf = (file: string, line: number | undefined): string => (line === undefined ? file : `${file}:${line}`)
