/** Link: the references of correlations, resolved over everything that was loaded. */
import type { Correlation } from '../../core/correlation.ts'
import type { RuleInfo } from '../../core/rule.ts'
import { suggest } from '../../notation/suggest.ts'

/** An entrance of a correlation: its index, and which of its `rules` is meant. */
export interface Feed {
  readonly correlation: number
  readonly rule: number
}

/** What is wrong with the references of one correlation. */
export interface LinkProblem {
  /** Index in the correlations. */
  readonly correlation: number
  readonly message: string
  readonly hint?: string | undefined
}

/** Rules and correlations are meant by their index in the lists that were linked. */
export interface LinkedCorrelations {
  readonly correlations: readonly Correlation[]
  /** By rule: what its matches feed. */
  readonly feeds: readonly (readonly Feed[])[]
  /** By correlation: what its firings feed. */
  readonly parents: readonly (readonly Feed[])[]
  /** By correlation: every entrance above it, parents first; their groups are read from the event while it is at hand. */
  readonly ancestors: readonly (readonly Feed[])[]
  /** The correlations, each after those that feed it. */
  readonly order: readonly number[]
  /** "Defines if the rules referred from the correlation rule should be converted as stand-alone rules": these are not. */
  readonly silentRules: ReadonlySet<number>
  readonly silentCorrelations: ReadonlySet<number>
  /** A correlation with a problem is linked to nothing. */
  readonly problems: readonly LinkProblem[]
}

type Target = { readonly kind: 'rule' | 'correlation'; readonly index: number }
type Found = { readonly target: Target } | { readonly problem: string; readonly hint?: string | undefined }

/** The longest chain of correlations over correlations. */
const MAX_CHAIN = 16

export const linkCorrelations = (
  rules: readonly RuleInfo[],
  correlations: readonly Correlation[],
): LinkedCorrelations => {
  const resolve = resolver(rules, correlations)
  const problems: LinkProblem[] = []
  const children = correlations.map(({ rules: references }, at) =>
    references.map((reference) => {
      const found = resolve(reference)
      if ('target' in found) return found.target
      problems.push({ correlation: at, message: found.problem, hint: found.hint })
      return undefined
    }),
  )
  for (const [at, targets] of children.entries()) {
    const twice = targets.findIndex((one, index) => one && targets.findIndex((other) => same(one, other)) < index)
    if (twice < 0) continue
    problems.push({
      correlation: at,
      message: `"${correlations[at]?.rules[twice]}" is a rule that the correlation names already`,
    })
  }
  const { order, problems: chainProblems } = arrange(children, correlations)
  problems.push(...chainProblems)

  const broken = new Set(problems.map(({ correlation }) => correlation))
  const feeds: Feed[][] = rules.map(() => [])
  const parents: Feed[][] = correlations.map(() => [])
  for (const [correlation, targets] of children.entries()) {
    if (broken.has(correlation)) continue
    for (const [rule, target] of targets.entries()) {
      if (target) (target.kind === 'rule' ? feeds : parents)[target.index]?.push({ correlation, rule })
    }
  }
  const silent = (all: readonly (readonly Feed[])[]) =>
    new Set(
      all.flatMap((to, at) =>
        to.length > 0 && !to.some((feed) => correlations[feed.correlation]?.generate) ? [at] : [],
      ),
    )
  return {
    correlations,
    feeds,
    parents,
    ancestors: correlations.map((_, at) => (broken.has(at) ? [] : ancestorsOf(at, parents))),
    order,
    silentRules: silent(feeds),
    silentCorrelations: silent(parents),
    problems,
  }
}

const same = (a: Target | undefined, b: Target | undefined): boolean => a?.kind === b?.kind && a?.index === b?.index

/** "A rule can be referred to by the `id` or `name` of a Sigma rule"; a title will do where it is the only one. */
const resolver = (rules: readonly RuleInfo[], correlations: readonly RuleInfo[]): ((reference: string) => Found) => {
  const indexes = {
    id: new Map<string, Target[]>(),
    name: new Map<string, Target[]>(),
    title: new Map<string, Target[]>(),
  }
  const enter = (kind: Target['kind'], all: readonly RuleInfo[]) => {
    for (const [index, info] of all.entries()) {
      for (const by of ['id', 'name', 'title'] as const) {
        const word = info[by]
        if (word === undefined || word === '') continue
        const list = indexes[by].get(word)
        if (list) list.push({ kind, index })
        else indexes[by].set(word, [{ kind, index }])
      }
    }
  }
  enter('rule', rules)
  enter('correlation', correlations)
  return (reference) => {
    for (const by of ['id', 'name', 'title'] as const) {
      const [target, ...more] = indexes[by].get(reference) ?? []
      if (target && more.length === 0) return { target }
      if (target) {
        return {
          problem: `"${reference}" is the ${by} of ${more.length + 1} rules`,
          hint: 'give each an id of its own and refer to that',
        }
      }
    }
    const known = [...indexes.id.keys(), ...indexes.name.keys(), ...indexes.title.keys()]
    const near = suggest(reference, known)
    return {
      problem: `no rule has the id, name or title "${reference}"`,
      hint: near && `did you mean "${near}"?`,
    }
  }
}

/** Depth first; a correlation met again while it is still open closes a circle. */
const arrange = (
  children: readonly (readonly (Target | undefined)[])[],
  correlations: readonly Correlation[],
): { readonly order: readonly number[]; readonly problems: readonly LinkProblem[] } => {
  const order: number[] = []
  const problems: LinkProblem[] = []
  const done = new Set<number>()
  const open: number[] = []
  const visit = (at: number): void => {
    if (done.has(at)) return
    if (open.includes(at)) {
      const circle = [...open.slice(open.indexOf(at)), at].map((index) => `"${correlations[index]?.title}"`)
      problems.push({
        correlation: at,
        message: `correlations refer to each other in a circle: ${circle.join(' -> ')}`,
      })
      return
    }
    if (open.length >= MAX_CHAIN) {
      problems.push({ correlation: open[0] as number, message: `a chain of more than ${MAX_CHAIN} correlations` })
      return
    }
    open.push(at)
    for (const target of children[at] ?? []) if (target?.kind === 'correlation') visit(target.index)
    open.pop()
    done.add(at)
    order.push(at)
  }
  for (const at of children.keys()) visit(at)
  return { order, problems }
}

const ancestorsOf = (at: number, parents: readonly (readonly Feed[])[]): readonly Feed[] => {
  const found: Feed[] = []
  for (let next: readonly Feed[] = parents[at] ?? []; next.length > 0; ) {
    const fresh = next.filter(
      (feed) => !found.some((one) => one.correlation === feed.correlation && one.rule === feed.rule),
    )
    found.push(...fresh)
    next = fresh.flatMap(({ correlation }) => parents[correlation] ?? [])
  }
  return found
}
