/**
 * Coverage as a layer of the ATT&CK Navigator, file format 4.5
 * (https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md).
 */

import { defineFormat } from '../format.ts'
import { jsonLines } from '../terminal.ts'
import { plural } from '../text.ts'
import { eventsOf, type RuleCoverage, type TechniqueCoverage } from './coverage.ts'

/** A technique that a rule could name, and none does. */
const GAP = '#f4d9d0'
const FEWEST = '#c7e9c0'
const MOST = '#006d2c'

/** A tooltip is no place for hundreds of lines. */
const MAX_LINES = 40

export const coverageNavigator = defineFormat({
  name: 'navigator',
  title: 'a layer of the ATT&CK Navigator',
  render: (coverage: RuleCoverage) => jsonLines(navigatorLayer(coverage)),
})

export const navigatorLayer = ({ version, techniques, rules }: RuleCoverage): object => {
  const covered = techniques.filter((technique) => technique.rules.length > 0)
  return {
    name: 'Tattletrail',
    versions: { attack: version.split('.')[0], navigator: '5.2.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: `${plural(rules, 'rule')}, ${plural(covered.length, 'technique')} covered. The score is the number of rules.`,
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: [...techniques.map(technique), ...parentsOf(techniques)],
    gradient: {
      colors: [FEWEST, MOST],
      minValue: 0,
      maxValue: Math.max(1, ...covered.map((each) => each.rules.length)),
    },
    legendItems: [
      { label: 'one rule', color: FEWEST },
      { label: 'most rules', color: MOST },
      { label: 'no rule', color: GAP },
    ],
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  }
}

const technique = ({ id, rules }: TechniqueCoverage): object =>
  rules.length === 0
    ? { techniqueID: id, color: GAP, comment: 'No rule.', enabled: true }
    : {
        techniqueID: id,
        score: rules.length,
        comment: some(rules.map(({ title, level }) => `${title} (${level})`)),
        enabled: true,
        metadata: [
          { name: 'worst level', value: rules[0]?.level },
          { name: 'calls', value: some(eventsOf(rules)) },
        ],
        showSubtechniques: true,
      }

/** Opens the parts of a technique that is not in the layer itself. */
const parentsOf = (techniques: readonly TechniqueCoverage[]): readonly object[] => {
  const known = new Set(techniques.map(({ id }) => id))
  const parents = new Set(techniques.flatMap(({ id }) => (id.includes('.') ? [id.split('.')[0] as string] : [])))
  return [...parents].filter((id) => !known.has(id)).map((id) => ({ techniqueID: id, showSubtechniques: true }))
}

const some = (lines: readonly string[]): string =>
  lines.length <= MAX_LINES
    ? lines.join('\n')
    : [...lines.slice(0, MAX_LINES), `... and ${lines.length - MAX_LINES} more`].join('\n')
