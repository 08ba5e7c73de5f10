/** `npm run gen`: writes the generated documents; CI fails when they differ from what is committed. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { sections } from '../src/app/config/sections.ts'
import { tattletrail } from '../src/cli/commands/index.ts'
import { createParser } from '../src/cli/parser.ts'
import { configJsonSchema } from '../src/config/config.ts'
import { architecturePicture } from './architecture-picture.ts'
import { readPack, rulePages } from './rule-pages.ts'

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
  command.configureOutput({ getOutHelpWidth: () => 100, writeOut: (piece) => (text += piece) })
  command.outputHelp()
  return text.trim()
}

const program = createParser(tattletrail, () => {})
writeFileSync(
  new URL('cli.md', DOCS),
  `# Command line\n\nGenerated from the commands by \`npm run gen\`.\n\n${pages(program, 'tattletrail').join('\n')}`,
)
writeFileSync(new URL('tattletrail.schema.json', DOCS), `${JSON.stringify(configJsonSchema(sections), null, 2)}\n`)

writeFileSync(new URL('architecture.svg', DOCS), architecturePicture())

const PAGES = new URL('../docs/rules/', import.meta.url)
rmSync(PAGES, { recursive: true, force: true })
for (const [path, page] of rulePages(readPack())) {
  const file = new URL(path, PAGES)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, page)
}
