/** What the build leaves beside the code. `src/outside`, `dist/outside` and the bundle in `dist/bin` are equally deep: this file must stay so too. */
import { existsSync, readFileSync } from 'node:fs'

const inPackage = (path: string): URL => new URL(`../../${path}`, import.meta.url)

/** The built-in rules: beside the code of a function, or in the package. */
const packs = [new URL('./pack.json', import.meta.url), inPackage('dist/pack.json')] as const
export const PACK = packs.find((place) => existsSync(place)) ?? packs[1]
/** The tests of each document of each file, in the order of the pack. */
export const PACK_TESTS = inPackage('dist/pack-tests.json')
/** Lists of a service and its calls. */
export const CALLS = inPackage('dist/calls.json')
/** Lists of a service and what its calls take. */
export const PARAMETERS = inPackage('dist/parameters.json')
export const REPORT_PAGE = inPackage('dist/report-page.json')
/** The functions' code. */
export const BUNDLES = inPackage('dist/lambda')

/** Of this program, as its `package.json` says it. */
export const version = (): string =>
  (JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as { version: string }).version
