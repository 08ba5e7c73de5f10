/** Seconds until the HTML report of 20,000 events can be used, from rendering it to the first picture in Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { findChromium } from '../scripts/chromium.ts'
import { buildReportPage } from '../scripts/report-page.ts'
import { renderHtml } from '../src/report/html/index.ts'
import { makeCase, makeContext } from '../src/report/testing/case.ts'

const EVENTS = 20_000
const GOAL = 3

export const benchReport = async (executablePath = findChromium()): Promise<void> => {
  if (executablePath === undefined) {
    console.log('report: SKIPPED, no Chromium was found (CHROMIUM_PATH names one)')
    return
  }
  const page = buildReportPage(join(import.meta.dirname, '..'))
  const found = makeCase({ events: EVENTS })
  const before = performance.now()
  const html = renderHtml(found, makeContext(), page)
  const rendered = performance.now()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] }).catch((error: Error) => {
    console.log(`report: SKIPPED, ${executablePath} did not start: ${error.message.split('\n')[0]}`)
  })
  if (!browser) return
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-bench-'))
  const file = join(folder, 'report.html')
  writeFileSync(file, html)
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const asked = performance.now()
    await tab.goto(pathToFileURL(file).href)
    await tab.waitForSelector('html[data-ready]', { state: 'attached' })
    await tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    const loaded = (performance.now() - asked) / 1000
    const search = performance.now()
    await tab.fill('#search', 'stoplogging')
    await tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    console.log(
      `report: ${EVENTS} events, ${(html.length / 2 ** 20).toFixed(1)} MiB, rendered in ${((rendered - before) / 1000).toFixed(2)} s, open in ${loaded.toFixed(2)} s (goal ${GOAL}), a search in ${((performance.now() - search) / 1000).toFixed(2)} s`,
    )
    if (loaded > GOAL) process.exitCode = 1
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
