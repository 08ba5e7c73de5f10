/** Seconds until the HTML report of 20,000 events can be used, from rendering it to the first picture in Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { buildReportPage } from '../scripts/report-page.ts'
import { renderHtml } from '../src/report/html/index.ts'
import { makeCase, makeContext } from '../src/report/testing/case.ts'

const EVENTS = 20_000
const GOAL = 3

/** @param executablePath a Chromium */
export const benchReport = async (executablePath: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-bench-'))
  const page = buildReportPage(join(import.meta.dirname, '..'))
  const found = makeCase({ events: EVENTS })
  const before = performance.now()
  const html = renderHtml(found, makeContext(), page)
  const rendered = performance.now()
  const file = join(folder, 'report.html')
  writeFileSync(file, html)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
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
