/** Builds what every HTML report carries: the page's script and style with their hashes, and the shapes of the countries. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { geoNaturalEarth1, geoPath } from 'd3-geo'
import { buildSync } from 'esbuild'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import type { ReportPage } from '../src/report/case/report.ts'

/** Above this the page is a burden to mail. */
const MAX_SCRIPT = 160 * 1024

/** ISO 3166-1: the two letters of each country that the atlas draws, and its number, by which the atlas knows it. */
const COUNTRIES =
  'AE784 AF004 AL008 AM051 AO024 AQ010 AR032 AT040 AU036 AZ031 BA070 BD050 BE056 BF854 BG100 BI108 BJ204 BN096 ' +
  'BO068 BR076 BS044 BT064 BW072 BY112 BZ084 CA124 CD180 CF140 CG178 CH756 CI384 CL152 CM120 CN156 CO170 CR188 ' +
  'CU192 CY196 CZ203 DE276 DJ262 DK208 DO214 DZ012 EC218 EE233 EG818 EH732 ER232 ES724 ET231 FI246 FJ242 FK238 ' +
  'FR250 GA266 GB826 GE268 GH288 GL304 GM270 GN324 GQ226 GR300 GT320 GW624 GY328 HN340 HR191 HT332 HU348 ID360 ' +
  'IE372 IL376 IN356 IQ368 IR364 IS352 IT380 JM388 JO400 JP392 KE404 KG417 KH116 KP408 KR410 KW414 KZ398 LA418 ' +
  'LB422 LK144 LR430 LS426 LT440 LU442 LV428 LY434 MA504 MD498 ME499 MG450 MK807 ML466 MM104 MN496 MR478 MW454 ' +
  'MX484 MY458 MZ508 NA516 NC540 NE562 NG566 NI558 NL528 NO578 NP524 NZ554 OM512 PA591 PE604 PG598 PH608 PK586 ' +
  'PL616 PR630 PS275 PT620 PY600 QA634 RO642 RS688 RU643 RW646 SA682 SB090 SD729 SE752 SI705 SK703 SL694 SN686 ' +
  'SO706 SR740 SS728 SV222 SY760 SZ748 TD148 TF260 TG768 TH764 TJ762 TL626 TM795 TN788 TR792 TT780 TW158 TZ834 ' +
  'UA804 UG800 US840 UY858 UZ860 VE862 VN704 VU548 YE887 ZA710 ZM894 ZW716'

const MAP_WIDTH = 800

export const buildReportPage = (root: string): ReportPage => {
  const folder = join(root, 'src/report/page')
  const bundled = (entry: string): { readonly text: string; readonly packages: readonly string[] } => {
    const { outputFiles, metafile } = buildSync({
      entryPoints: [join(folder, entry)],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'iife',
      platform: 'browser',
      target: ['chrome111', 'firefox114', 'safari16.4'],
      legalComments: 'none',
      charset: 'ascii',
      absWorkingDir: root,
      tsconfig: join(folder, 'tsconfig.json'),
    })
    const packages = Object.keys(metafile.inputs).flatMap((path) => /node_modules\/([^/]+)\//.exec(path)?.[1] ?? [])
    return { text: outputFiles[0]?.text.trim() ?? '', packages: [...new Set(packages)] }
  }
  const { text, packages } = bundled('main.ts')
  const script = `${notices(root, [...packages, 'world-atlas'])}\n${text}`
  const style = bundled('style.css').text
  if (script.length > MAX_SCRIPT)
    throw new Error(`the report's script: ${script.length} bytes of at most ${MAX_SCRIPT}`)
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) throw new Error('the report would end its own script')
  return { script, style, scriptHash: sha256(script), styleHash: sha256(style), world: worldOf() }
}

/** Every report is a copy of these packages, and their licences ask to be in all copies; those that agree are there once. */
const notices = (root: string, packages: readonly string[]): string => {
  const holders = new Map<string, string[]>()
  for (const name of packages.toSorted()) {
    const [holder = '', ...terms] = readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')
      .trim()
      .split('\n')
    const same = terms.join('\n').trim()
    holders.set(same, [...(holders.get(same) ?? []), `${name}: ${holder}`])
  }
  return `/*\n${[...holders].map(([terms, names]) => `${names.join('\n')}\n\n${terms}`).join('\n\n')}\n*/`
}

const sha256 = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** Two letters -> an SVG path; the whole is `MAP_WIDTH` wide. */
const worldOf = (): ReportPage['world'] => {
  const atlas = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-110m.json'), 'utf8'),
  ) as Topology<{ countries: GeometryCollection }>
  const letters = new Map(COUNTRIES.split(' ').map((pair) => [pair.slice(2), pair.slice(0, 2)]))
  const { features } = feature(atlas, atlas.objects.countries)
  const drawn = features.filter(({ id }) => id === undefined || letters.get(String(id)) !== 'AQ')
  const projection = geoNaturalEarth1().fitWidth(MAP_WIDTH, { type: 'FeatureCollection', features: drawn })
  const path = geoPath(projection).digits(1)
  const [, [, height]] = geoPath(projection).bounds({ type: 'FeatureCollection', features: drawn })
  return {
    width: MAP_WIDTH,
    height: Math.ceil(height),
    countries: drawn.map((shape) => [letters.get(String(shape.id)) ?? '', path(shape) ?? ''] as const),
  }
}
