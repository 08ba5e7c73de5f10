/** `npm run gen`: writes the generated documents; CI fails when they differ from what is committed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { createProgram } from '../src/cli/program.ts'
import { configJsonSchema } from '../src/config/schema.ts'
import { LEVELS } from '../src/core/rule.ts'
import { sigma } from '../src/languages/index.ts'

const DOCS = new URL('../docs/generated/', import.meta.url)
mkdirSync(DOCS, { recursive: true })

const pages = (command: Command, path: string): readonly string[] => [
  `## ${path}\n\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`,
  ...command.commands
    .filter((child) => child.name() !== 'help')
    .flatMap((child) => pages(child, `${path} ${child.name()}`)),
]

const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ writeOut: (piece) => (text += piece) })
  command.outputHelp()
  return text.trim()
}

const program = createProgram(async () => {}).configureHelp({ helpWidth: 100 })
for (const command of program.commands) command.configureHelp({ helpWidth: 100 })
writeFileSync(
  new URL('cli.md', DOCS),
  `# Command line\n\nGenerated from the commands by \`npm run gen\`.\n\n${pages(program, 'tattletrail').join('\n')}`,
)
writeFileSync(new URL('tattletrail.schema.json', DOCS), `${JSON.stringify(configJsonSchema(), null, 2)}\n`)

const RULES = new URL('../rules/', import.meta.url)
const pack = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .sort()
  .flatMap((path) => sigma.compile(readFileSync(new URL(path, RULES), 'utf8')).rules.map((rule) => ({ path, ...rule })))
const rows = [...LEVELS].reverse().flatMap((level) =>
  pack
    .filter((rule) => rule.level === level)
    .map(({ path, title, tests }) => {
      const said = tests.find(({ match, message }) => match && message !== undefined)?.message ?? ''
      return `| ${level} | ${title} | [${path.replace(/\.yml$/, '')}](../../rules/${path}) | ${said} |`
    }),
)
writeFileSync(
  new URL('rules.md', DOCS),
  `# The built-in pack\n\n${pack.length} rules, the worst first. Generated from \`rules/\` by \`npm run gen\`.\n\n| level | rule | file | says, for example |\n|---|---|---|---|\n${rows.join('\n')}\n`,
)
