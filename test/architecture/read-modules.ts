/** Source text -> what a module imports and which globals it uses, as TypeScript's own parser sees it. */
import { dirname, join } from 'node:path/posix'
import ts from 'typescript-5'

export interface Module {
  readonly imports: readonly Import[]
  /** Each as it is spelled in the table: `Date.now`, `new Date(value)`, `process`, `import.meta.url`. */
  readonly globals: readonly string[]
}

/** Neither a file nor a module: it is computed at run time. */
export interface Import {
  /** A path from the root of the sources. */
  readonly file?: string
  /** A package or a Node module, as written. */
  readonly module?: string
  /** What it takes; `*` for the whole module. */
  readonly names: readonly string[]
}

/** Paths from the root of the sources -> their modules. Names are resolved by scope, strings and comments say nothing. */
export const readModules = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, Module> => {
  const sources = new Map(
    [...texts].map(([path, text]) => [path, ts.createSourceFile(path, text, ts.ScriptTarget.ES2023)]),
  )
  const checker = ts.createProgram([...sources.keys()], OPTIONS, hostOf(sources)).getTypeChecker()
  return new Map([...sources].map(([path, source]) => [path, readModule(path, source, checker)]))
}

/** No library and no other file: what a file does not declare itself is a global. */
const OPTIONS: ts.CompilerOptions = {
  noLib: true,
  noResolve: true,
  types: [],
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
}

const hostOf = (sources: ReadonlyMap<string, ts.SourceFile>): ts.CompilerHost => ({
  getSourceFile: (path) => sources.get(path),
  fileExists: (path) => sources.has(path),
  readFile: () => undefined,
  writeFile: () => {},
  getDefaultLibFileName: () => '',
  getCurrentDirectory: () => '',
  getCanonicalFileName: (path) => path,
  useCaseSensitiveFileNames: () => true,
  getNewLine: () => '\n',
})

const readModule = (path: string, source: ts.SourceFile, checker: ts.TypeChecker): Module => {
  const imports: Import[] = [
    ...source.referencedFiles.map(({ fileName }) => ({ file: join(dirname(path), fileName), names: ['*'] })),
    ...source.typeReferenceDirectives.map(({ fileName }) => ({ module: fileName, names: ['*'] })),
  ]
  const globals: string[] = []
  const visit = (node: ts.Node, isType: boolean): void => {
    const specifier = specifierOf(node)
    if (specifier) imports.push({ ...targetOf(path, specifier), names: namesOf(node) })
    const used = isType ? undefined : globalOf(node, checker)
    if (used) globals.push(used)
    ts.forEachChild(node, (child) => visit(child, isType || startsType(child)))
  }
  visit(source, false)
  return { imports, globals }
}

/** Types are erased; the class that another extends is not. */
const startsType = (node: ts.Node): boolean =>
  ts.isExpressionWithTypeArguments(node)
    ? !(
        ts.isHeritageClause(node.parent) &&
        node.parent.token === ts.SyntaxKind.ExtendsKeyword &&
        ts.isClassLike(node.parent.parent)
      )
    : ts.isTypeNode(node)

/** What a node imports from, in any spelling of an import. */
const specifierOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0]
  return undefined
}

const targetOf = (path: string, specifier: ts.Node): Omit<Import, 'names'> => {
  const text = textOf(specifier)
  if (text === undefined) return {}
  return text.startsWith('.') ? { file: join(dirname(path), text) } : { module: text }
}

const textOf = (node: ts.Node): string | undefined => (ts.isStringLiteralLike(node) ? node.text : undefined)

const namesOf = (node: ts.Node): readonly string[] => {
  const clause = ts.isImportDeclaration(node) ? node.importClause : undefined
  const taken = ts.isExportDeclaration(node) ? node.exportClause : clause?.namedBindings
  if (clause?.name || !taken || !(ts.isNamedImports(taken) || ts.isNamedExports(taken))) return ['*']
  return taken.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
}

/** Members that lead to the compiler, or that read the zone and language of the machine, whatever they are asked of. */
const HIDDEN =
  /^(?:constructor|[gs]et(?:Date|Day|FullYear|Hours|Minutes|Month|TimezoneOffset)|to(?:Date|Time)String|toLocale(?:Date|Time|Lower|Upper)\w*|localeCompare)$/

const globalOf = (node: ts.Node, checker: ts.TypeChecker): string | undefined => {
  if (node.kind === ts.SyntaxKind.DeclareKeyword) return 'declare'
  if (ts.isMetaProperty(node)) return spelled(node, 'import.meta')
  const member = memberOf(node)
  if (member && HIDDEN.test(member)) return `.${member}`
  if (!ts.isIdentifier(node) || isName(node) || isDeclared(node, checker) || isTested(node)) return undefined
  return spelled(node, node.text)
}

/** The member that a node takes: `a.name`, `a['name']`, `{ name }`. */
const memberOf = (node: ts.Node): string | undefined => {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isElementAccessExpression(node)) return textOf(node.argumentExpression)
  if (!ts.isBindingElement(node)) return undefined
  const name = node.propertyName ?? node.name
  return ts.isIdentifier(name) ? name.text : textOf(name)
}

/** A use with what is taken of it: a member, or for `new Date` whether a time is given; a year is one of the machine's zone. */
const spelled = (node: ts.Expression, name: string): string => {
  const { parent } = node
  const member = memberOf(parent)
  if (member !== undefined && (parent as ts.PropertyAccessExpression).expression === node) return `${name}.${member}`
  if (name !== 'Date' || !ts.isNewExpression(parent) || parent.expression !== node) return name
  const [first, ...others] = parent.arguments ?? []
  if (!first || ts.isSpreadElement(first)) return 'new Date()'
  return others.length > 0 ? 'new Date(year, month)' : 'new Date(value)'
}

/** The name of a member, a label or an export: no use of the global that is called the same. */
const isName = (node: ts.Identifier): boolean => {
  const { parent } = node
  return (
    ((ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMetaProperty(parent)) &&
      parent.name === node) ||
    ((ts.isBindingElement(parent) || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) &&
      parent.propertyName === node) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent)
  )
}

const isDeclared = (node: ts.Identifier, checker: ts.TypeChecker): boolean => {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node)
  return (symbol?.declarations ?? []).length > 0
}

/** `x instanceof Date` asks nothing of the class. */
const isTested = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node.parent) &&
  node.parent.right === node &&
  node.parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
