/** `npm run gen`: writes the generated documents; CI fails when they differ from what is committed. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { type Command, Help } from 'commander'
import { sections } from '../src/app/config/sections.ts'
import { canaryKinds } from '../src/canaries/index.ts'
import { tattletrail } from '../src/cli/commands/index.ts'
import { createParser } from '../src/cli/parser.ts'
import { configJsonSchema } from '../src/config/config.ts'
import { version } from '../src/outside/built.ts'
import { formats } from '../src/report/formats/index.ts'
import { architecturePicture } from './architecture-picture.ts'
import { canaryPages } from './canary-pages.ts'
import { manPage } from './man-page.ts'
import { readPack, rulePages } from './rule-pages.ts'

const DOCS = new URL('../docs/generated/', import.meta.url)
mkdirSync(DOCS, { recursive: true })

const pages = (command: Command, path: string): readonly string[] => [
  `## ${path}\n\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`,
  ...new Help()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help')
    .flatMap((child) => pages(child, `${path} ${child.name()}`)),
]

const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ getOutHelpWidth: () => 100, writeOut: (piece) => (text += piece) })
  command.outputHelp()
  return text.trim()
}

const formatTable = Object.entries(formats).flatMap(([of, all]) =>
  all.map(({ name, title }) => `| ${of} | \`${name}\` | ${title} |`),
)

const program = createParser(tattletrail, () => {})
writeFileSync(
  new URL('cli.md', DOCS),
  `# Command line

Generated from the commands by \`npm run gen\`; the same as a manual: \`man tattletrail\`.

${pages(program, 'tattletrail').join('\n')}
## Formats

| of | \`--format\` | what it is |
|---|---|---|
${formatTable.join('\n')}
`,
)
writeFileSync(new URL('../man/tattletrail.1', import.meta.url), manPage(tattletrail, version()))
writeFileSync(new URL('tattletrail.schema.json', DOCS), `${JSON.stringify(configJsonSchema(sections), null, 2)}\n`)

writeFileSync(new URL('architecture.svg', DOCS), architecturePicture())
writeFileSync(new URL('canaries.md', DOCS), canaryPages(canaryKinds))

const PAGES = new URL('../docs/rules/', import.meta.url)
rmSync(PAGES, { recursive: true, force: true })
for (const [path, page] of rulePages(readPack())) {
  const file = new URL(path, PAGES)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, page)
}
