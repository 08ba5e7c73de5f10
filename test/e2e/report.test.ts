/** The HTML report in a real browser: it draws, answers clicks, runs nothing that a log says, and asks for nothing. */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from '../../scripts/chromium.ts'
import type { ReportPage } from '../../src/report/case/report.ts'
import { renderHtml } from '../../src/report/html/index.ts'
import { type MadeCase, makeCase, makeContext } from '../../src/report/testing/case.ts'
import { workspace } from './command.ts'

/** As the build made it. */
const PAGE = new URL('../../dist/report-page.json', import.meta.url)
const CHROMIUM = findChromium()
if (!CHROMIUM)
  console.warn('SKIPPED: the HTML report is not tested, for no Chromium was found (CHROMIUM_PATH names one)')

const HOSTILE = `</script><script>window.hit=1</script><img src=x onerror="window.hit=1">"'><svg onload=window.hit=1>javascript:window.hit=1 \u202egnp.exe\u2028 <!-- ${'x'.repeat(40_000)}`

describe.skipIf(!CHROMIUM)('the HTML report', () => {
  const { write } = workspace()
  const page = JSON.parse(readFileSync(PAGE, 'utf8')) as ReportPage
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  /** What the browser complains of, and what it asks for beside the file. */
  const open = async (options: MadeCase, width = 1280) => {
    const html = renderHtml(makeCase(options), makeContext(options), page)
    const tab = await browser.newPage({ viewport: { width, height: 900 } })
    const troubles: string[] = []
    const url = pathToFileURL(write('report.html', html)).href
    tab.on('console', (message) => troubles.push(message.text()))
    tab.on('pageerror', (error) => troubles.push(error.message))
    tab.on('request', (request) => request.url() !== url && troubles.push(`asked for ${request.url()}`))
    await tab.goto(url)
    await tab.waitForSelector('html[data-ready]', { state: 'attached' })
    return { tab, troubles }
  }
  const status = (tab: Page): Promise<string | null> => tab.textContent('.status')

  test('search, tactics, sorting and an event', async () => {
    const { tab, troubles } = await open({ events: 400 })
    expect(await status(tab)).toBe('all 400 events')
    await tab.fill('#search', 'stoplogging')
    const few = await status(tab)
    expect(few).toMatch(/^\d+ of 400 events$/)
    for (const text of await tab.locator('.rows .what').allTextContents()) expect(text).toContain('stopped logging')
    await tab.click('text=Clear filters')
    await tab.click('.tactic-box:has-text("Persistence")')
    expect(await tab.getAttribute('.tactic-box:has-text("Persistence")', 'aria-pressed')).toBe('true')
    expect(new Set(await tab.locator('.rows .tactic').allTextContents())).toEqual(new Set(['Persistence']))
    await tab.click('text=Clear filters')
    await tab.selectOption('#outcome', 'denied')
    expect(await tab.locator('.rows .row').count()).toBe(await tab.locator('.rows .outcome.denied').count())
    await tab.selectOption('#outcome', '')

    const firstTime = await tab.locator('.rows .time').first().textContent()
    await tab.click('.head button:has-text("Time")')
    expect(await tab.getAttribute('.head .time', 'aria-sort')).toBe('descending')
    expect((await tab.locator('.rows .time').first().textContent()) ?? '').not.toBe(firstTime)

    await tab.locator('.rows .row').first().click()
    expect(await tab.textContent('dialog[open] .fields')).toContain('123456789012')
    await tab.keyboard.press('Escape')
    expect(await tab.locator('dialog[open]').count()).toBe(0)
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('the timeline: drag chooses a time, keys and buttons zoom', async () => {
    const { tab, troubles } = await open({ events: 400 })
    const canvas = tab.locator('canvas')
    await canvas.scrollIntoViewIfNeeded()
    const pixels = (): Promise<string> => tab.evaluate("document.querySelector('canvas').toDataURL()")
    const painted = await tab.evaluate(
      "(({ width, height }, pen) => pen.getImageData(0, 0, width, height).data.some((value) => value !== 0))(document.querySelector('canvas'), document.querySelector('canvas').getContext('2d'))",
    )
    expect(painted).toBe(true)
    const box = await canvas.boundingBox()
    if (!box) throw new Error('the canvas has no size')
    await tab.mouse.move(box.x + 300, box.y + 20)
    await tab.mouse.down()
    await tab.mouse.move(box.x + 500, box.y + 20, { steps: 4 })
    await tab.mouse.up()
    expect(await status(tab)).toMatch(/^\d+ of 400 events$/)
    expect(await tab.inputValue('#from')).toMatch(/^2026-03-04T\d\d:\d\d/)
    const before = await pixels()
    await tab.click('.timeline button:has-text("Zoom in")')
    await expect.poll(pixels).not.toBe(before)
    await canvas.focus()
    await tab.keyboard.press('Escape')
    expect(await status(tab)).toBe('all 400 events')
    const zoomed = await pixels()
    await tab.keyboard.press('Home')
    await expect.poll(pixels).not.toBe(zoomed)
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('the graph: a tie shows the events that prove it, an entity filters', async () => {
    const { tab, troubles } = await open({ events: 400 })
    expect(await tab.locator('.node').count()).toBe(11)
    const edge = tab.locator('.edge[data-kind="issued"]')
    await edge.locator('.hit').click({ force: true })
    expect(await tab.textContent('.panel')).toContain('AssumeRole answered with the key')
    expect(await tab.locator('.panel .proof-event').count()).toBeGreaterThan(0)
    await tab.locator('.panel .proof-event').first().click()
    expect(await tab.textContent('dialog[open] .fields')).toContain('AssumeRole')
    await tab.keyboard.press('Escape')

    const session = tab.locator('.node.session')
    const place = await session.getAttribute('style')
    await tab.click('.picture button:has-text("Zoom in")')
    await expect.poll(() => session.getAttribute('style')).not.toBe(place)
    await tab.click('.picture button:has-text("All")')
    await expect.poll(() => session.getAttribute('style')).toBe(place)

    await session.focus()
    await tab.keyboard.press('Enter')
    expect(await tab.textContent('.panel h3')).toBe('session zq of Deploy')
    expect(await tab.locator('.picture svg [tabindex="0"]').count()).toBe(1)
    await tab.keyboard.press('ArrowRight')
    expect(await session.getAttribute('tabindex')).toBe('-1')
    expect(await tab.evaluate("document.activeElement.matches('.node')")).toBe(true)
    await tab.click('text=Show its events')
    expect(await status(tab)).toMatch(/^2\d\d of 400 events$/)
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('two ties of the same two are two lines to click', async () => {
    const { tab, troubles } = await open({ events: 400 })
    // In both directions, and twice in one.
    const ties = '.edge[aria-label*="user build-bot"][aria-label*="user helper2"]'
    expect(await tab.locator(ties).count()).toBe(3)
    await tab.locator('.picture').scrollIntoViewIfNeeded()
    const told: string[] = []
    for (const place of [0, 1, 2]) {
      const { x, y } = await tab.evaluate<{ x: number; y: number }>(
        `((line, end) => { const { x, y } = new DOMPoint((2 * end('x1') + end('x2')) / 3, (2 * end('y1') + end('y2')) / 3).matrixTransform(line.getScreenCTM()); return { x, y } })(...((line) => [line, (name) => line[name].baseVal.value])(document.querySelectorAll('${ties} .hit')[${place}]))`,
      )
      await tab.mouse.click(x, y)
      told.push((await tab.textContent('.panel h3 + p')) ?? '')
    }
    expect(told).toEqual(['created: CreateUser', 'changed: AttachUserPolicy', 'changed: UpdateLoginProfile'])
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('a summary with proofs, places, evidence and what was not followed', async () => {
    const { tab, troubles } = await open({ events: 400 })
    expect(await tab.textContent('#summary')).toContain('AKIAI44QH8DHBEXAMPLE')
    await tab.locator('#summary .proof-link').first().click()
    const proofs = await tab.locator('dialog[open] .proof-event').count()
    expect(proofs).toBeGreaterThan(0)
    await tab.locator('dialog[open] .proof-event').first().click()
    expect(await tab.locator('dialog[open] .fields').count()).toBe(1)
    await tab.click('dialog button:has-text("Back")')
    expect(await tab.locator('dialog[open] .proof-event').count()).toBe(proofs)
    await tab.keyboard.press('Escape')
    await tab.click('summary:has-text("SQL for Athena")')
    const sql = tab.locator('#summary details:has(summary:has-text("SQL for Athena")) pre')
    expect(await sql.first().textContent()).toMatch(/requestparameters\nFROM cloudtrail\nWHERE/)
    // What still stands has the command that plans against it, to be pasted.
    expect(await tab.textContent('#summary')).toContain('tattletrail contain plan case.json')
    await tab.click('text=Show all of these in the table')
    expect(await tab.locator('.rows .row').count()).toBe(await tab.locator('.rows .row.notable').count())
    expect(await tab.isChecked('#notable')).toBe(true)
    expect(await tab.locator('path[data-country]').count()).toBe(2)
    expect(await tab.textContent('#map')).toContain('Singapore (too small for the map)')
    expect(await tab.textContent('#evidence')).toContain('a1'.repeat(32))
    expect(await tab.locator('.state.wrong').count()).toBe(1)
    expect(await tab.textContent('#limits')).toContain('used from 41 addresses by people')
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('every file has its hash in the page, however many there are', async () => {
    const context = makeContext()
    const [file] = context.evidence
    if (!file) throw new Error('no evidence')
    const evidence = Array.from({ length: 1500 }, (_, at) => ({
      ...{ ...file, file: `logs/${at}.json.gz` },
      sha256: String(at).padStart(64, '0'),
    }))
    const tab = await browser.newPage()
    await tab.goto(pathToFileURL(write('many.html', renderHtml(makeCase(), { ...context, evidence }, page))).href)
    expect(await tab.locator('#table-files tbody tr').count()).toBe(1000)
    await tab.click('summary:has-text("500 more files")')
    const lines = (await tab.textContent('#evidence pre'))?.split('\n') ?? []
    expect([lines.length, lines.at(-1)]).toEqual([500, `${'1499'.padStart(64, '0')}  logs/1499.json.gz`])
    await tab.close()
  })

  test.each([1280, 390])('what a log says is only text, %i pixels wide', async (width) => {
    const { tab, troubles } = await open({ events: 200, hostile: HOSTILE }, width)
    for (const part of ['.rows .row', '.node', '.proof-link']) await tab.locator(part).first().dispatchEvent('click')
    await tab.fill('#search', '<img')
    expect(await tab.evaluate("'hit' in window")).toBe(false)
    expect(await tab.locator('img, iframe, object, embed, a:not([href^="#"])').count()).toBe(0)
    expect(await tab.locator('script').count()).toBe(3)
    expect(await tab.evaluate('document.documentElement.outerHTML')).not.toContain('\u202e')
    expect(await tab.textContent('#summary')).toContain('\\u202e')
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('a script that is not its own does not run', async () => {
    const html = renderHtml(makeCase(), makeContext(), page)
    const planted = html.replace('</body>', '<script>window.hit=1</script><img src="https://example.com/x.png"></body>')
    const tab = await browser.newPage()
    const troubles: string[] = []
    tab.on('console', (message) => troubles.push(message.text()))
    await tab.goto(pathToFileURL(write('planted.html', planted)).href)
    expect(await tab.evaluate("'hit' in window")).toBe(false)
    expect(troubles.filter((text) => text.includes('Content Security Policy'))).toHaveLength(2)
    await tab.close()
  })

  test('a table of 20,000 events holds only what is in sight, and scrolls to its end by key', async () => {
    const { tab, troubles } = await open({ events: 20_000 })
    expect(await tab.locator('.rows .row').count()).toBeLessThan(100)
    await tab.focus('.scroller')
    await tab.keyboard.press('End')
    await expect.poll(() => tab.locator('#row-19999').count()).toBe(1)
    expect(await tab.getAttribute('.scroller', 'aria-rowcount')).toBe('20001')
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('nothing found, no places, no evidence', async () => {
    const { tab, troubles } = await open({ events: 0, places: false }, 390)
    expect(await tab.textContent('h1 + .lead')).toContain('Nothing in these logs belongs to it.')
    expect(await tab.locator('#map').count()).toBe(0)
    expect(troubles).toEqual([])
    await tab.close()
  })

  test('on paper every event is a line', async () => {
    const { tab, troubles } = await open({ events: 120 })
    await tab.emulateMedia({ media: 'print' })
    await expect.poll(() => tab.locator('.rows .row').count()).toBe(120)
    expect(await tab.locator('nav').isVisible()).toBe(false)
    expect(troubles).toEqual([])
    await tab.close()
  })
})
