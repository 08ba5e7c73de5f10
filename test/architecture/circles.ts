/** Circles in a graph of names. */

export type Graph = ReadonlyMap<string, readonly string[]>

/** One walk of each circle that a search in depth closes, as `a -> b -> a`; empty exactly when there is none. */
export const circlesOf = (graph: Graph): readonly string[] => {
  const circles: string[] = []
  const done = new Set<string>()
  const walk = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) circles.push([...path.slice(path.indexOf(node)), node].join(' -> '))
    if (done.has(node) || path.includes(node)) return
    for (const next of graph.get(node) ?? []) walk(next, [...path, node])
    done.add(node)
  }
  for (const node of graph.keys()) walk(node, [])
  return circles
}

/** The graph without some of its edges, each written `a -> b`. */
export const without = (graph: Graph, edges: readonly string[]): Graph =>
  new Map([...graph].map(([from, all]) => [from, all.filter((to) => !edges.includes(`${from} -> ${to}`))]))

/** Those of the edges that the graph does not have, or that close no circle in what is left without them. */
export const needless = (graph: Graph, edges: readonly string[]): readonly string[] => {
  const rest = without(graph, edges)
  return edges.filter((edge) => {
    const [from = '', to = ''] = edge.split(' -> ')
    return (
      !graph.get(from)?.includes(to) ||
      circlesOf(new Map([...rest, [from, [...(rest.get(from) ?? []), to]]])).length === 0
    )
  })
}
