/** The report of a case as one HTML file that works offline and obeys nothing in it but its own script. */
import type { Case } from '../../core/case.ts'
import type { CaseContext, CaseReport, ReportPage } from '../case/report.ts'
import { defineFormat } from '../format.ts'
import { jsonLine, oneLine } from '../terminal.ts'
import { pageData } from './data.ts'

export const caseHtml = defineFormat({
  name: 'html',
  title: 'one page for a browser, that works offline',
  render: async function* ({ found, context, page }: CaseReport) {
    yield renderHtml(found, await context(), page()).trimEnd()
  },
})

export const renderHtml = (found: Case, context: CaseContext, page: ReportPage): string => {
  const world = context.places.length > 0 ? embedded('world', page.world) : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="tattletrail ${inMarkup(context.version)}">
<title>${inMarkup(found.id)}</title>
<style>${page.style}</style>
</head>
<body>
<noscript>This report draws itself with a script that is part of the file; it loads nothing. Allow scripts to read it.</noscript>
${embedded('data', pageData(found, context))}${world}<script>${page.script}</script>
</body>
</html>
`
}

/** Nothing is loaded, sent or run but the page's own script and style (Content Security Policy Level 3, "Hash usage"). */
const policyOf = ({ scriptHash, styleHash }: ReportPage): string =>
  `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`

/**
 * A block of data ends at `</script` and may be confused by `<!--` (HTML Standard, "Restrictions for contents of script
 * elements"): no `<` is left in it, and nothing that reorders or hides for those who read the file itself.
 */
const embedded = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${jsonLine(value).replaceAll('<', '\\u003c')}</script>\n`

const inMarkup = (text: string): string => oneLine(text, 200).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
