/** Aggregation: the pipe syntax that Sigma correlations replaced, recognised in order to show what to write instead. */

const OPERATORS: Readonly<Record<string, string>> = {
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  '=': 'eq',
  '==': 'eq',
}
const COUNT = /^\|\s*count\(\s*([^()\s]*)\s*\)\s*(?:by\s+([^\s<>=]+)\s*)?(>=|<=|==|>|<|=)\s*(\d+)\s*$/i

/** "This was the first approach defined in Sigma with aggregations and the near operator and is now obsolete." */
export const oldAggregation = (
  condition: string,
  pipe: number,
  { timeframe = '10m', ruleName }: { readonly timeframe: string | undefined; readonly ruleName: string },
): { readonly message: string; readonly hint: string } => {
  const tail = condition.slice(pipe, pipe + 200)
  const left = condition.slice(0, pipe).trim()
  const lead = `keep "condition: ${left}", give the rule "name: ${ruleName}" and add a document:`
  const count = COUNT.exec(tail)
  if (count) {
    const [, field = '', by, operator = '>', number = '0'] = count
    return {
      message: `"${count[0].trim()}" is the old aggregation syntax, which correlations replaced`,
      hint: [
        lead,
        '---',
        `title: ${field === '' ? 'Many' : `Many ${field}`} ${ruleName}`,
        'correlation:',
        `  type: ${field === '' ? 'event_count' : 'value_count'}`,
        `  rules: [${ruleName}]`,
        `  group-by: [${by ?? 'userIdentity.arn'}]`,
        `  timespan: ${timeframe}`,
        `  condition: { ${OPERATORS[operator]}: ${number}${field === '' ? '' : `, field: ${field}`} }`,
      ].join('\n'),
    }
  }
  return {
    message: 'the old aggregation syntax ("|") was replaced by correlations',
    hint: [
      lead,
      '---',
      `title: Correlated ${ruleName}`,
      'correlation:',
      '  type: temporal',
      `  rules: [${ruleName}, another_rule]`,
      '  group-by: [userIdentity.arn]',
      `  timespan: ${timeframe}`,
    ].join('\n'),
  }
}
