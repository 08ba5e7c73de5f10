/** What the table forbids: each rule takes a house and gives its violations as sentences. */
import { circlesOf, type Graph, needless, without } from './circles.ts'
import { CIRCLES, ROOM_CIRCLES } from './exceptions.ts'
import type { Import, Module } from './read-modules.ts'
import { BANDS, HARMLESS, REGISTRIES, ROOMS, type Room } from './table.ts'

export interface House {
  readonly modules: ReadonlyMap<string, Module>
  /** Whether a path from the root of the sources is a file. */
  readonly exists: (path: string) => boolean
  /** Packages that are installed with ours. */
  readonly dependencies: readonly string[]
}

export type Rule = (house: House) => readonly string[]

const ROWS = Object.keys(ROOMS)

/** The row of the longest path that begins this one; where one folder has a row, so has each beside it. */
export const roomOf = (path: string): string | undefined => {
  if (path in ROOMS) return path
  const parent = parentOf(path)
  const isWing = !path.endsWith('.ts') && ROWS.some((row) => parentOf(row) === parent)
  return parent === '' || isWing ? undefined : roomOf(parent)
}

const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/')
const packageOf = (module: string): string =>
  module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/')

interface Use extends Import {
  readonly path: string
  readonly name: string
  readonly room: Room
}

const usesOf = ({ modules }: House): readonly Use[] =>
  [...modules].flatMap(([path, { imports }]) => {
    const name = roomOf(path)
    const room = name === undefined ? undefined : ROOMS[name]
    return name !== undefined && room ? imports.map((used) => ({ ...used, path, name, room })) : []
  })

const hasRoom: Rule = ({ modules }) =>
  [...modules.keys()].filter((path) => !roomOf(path)).map((path) => `${path} is in no room of the table`)

const importsWhatIsThere: Rule = (house) =>
  usesOf(house).flatMap(({ path, file, module }) => {
    if (file === undefined && module === undefined) return [`${path} imports what only a run can tell`]
    return file === undefined || house.exists(file) ? [] : [`${path} imports ${file}, no file of the sources`]
  })

const importsFromItsRooms: Rule = (house) =>
  usesOf(house).flatMap(({ path, file, name, room }) => {
    const to = file !== undefined && house.exists(file) ? roomOf(file) : name
    return to === name || room.rooms.includes(to ?? '') ? [] : [`${path} imports ${file}: not a room of ${name}`]
  })

const importsItsModules: Rule = (house) =>
  usesOf(house).flatMap(({ path, module, names, name, room }) => {
    if (module === undefined) return []
    if (module.startsWith('node:'))
      return mayUse(room, module, names) ? [] : [`${path} imports ${names} of ${module}: not a Node module of ${name}`]
    const wanted = packageOf(module)
    if (!room.packages.includes(wanted)) return [`${path} imports ${module}: not a package of ${name}`]
    return room.bundled || house.dependencies.includes(wanted) ? [] : [`${path} imports ${module}: not a dependency`]
  })

const mayUse = ({ node }: Room, module: string, names: readonly string[]): boolean =>
  node.includes(module) || (names.length > 0 && names.every((name) => node.includes(`${module}.${name}`)))

const usesItsGlobals: Rule = ({ modules }) =>
  [...modules].flatMap(([path, { globals }]) => {
    const name = roomOf(path) ?? ''
    const allowed = [...HARMLESS, ...(ROOMS[name]?.globals ?? [])]
    return [...new Set(globals)]
      .filter((used) => !allowed.some((entry) => used === entry || used.startsWith(`${entry}.`)))
      .map((used) => `${path} uses ${used}: not a global of ${name}`)
  })

const picksNoPlugIn: Rule = (house) =>
  usesOf(house).flatMap(({ path, file = '', name }) => {
    const pickers = REGISTRIES[file] ?? [name]
    const mayPick = pickers.some((picker) => name === picker || name.startsWith(`${picker}/`))
    return mayPick ? [] : [`${path} imports the registry ${file}: ${pickers.join(' and ')} alone may`]
  })

const filesOf = ({ modules }: House): Graph =>
  new Map([...modules].map(([path, { imports }]) => [path, imports.flatMap(({ file }) => file ?? [])]))
const FILES_OF_CIRCLES = Object.keys(CIRCLES)
const closesNoCircle: Rule = (house) => circlesOf(without(filesOf(house), FILES_OF_CIRCLES))

/** Folders that stand side by side, each with those that its files import from, at any depth. */
const foldersOf = (house: House): Graph => {
  const folders = new Map<string, readonly string[]>()
  for (const [from, files] of filesOf(house))
    for (const to of files) {
      const [a, b] = [from.split('/'), to.split('/')]
      const depth = a.findIndex((part, at) => part !== b[at]) + 1
      if (depth < 1 || a.length === depth || b.length === depth) continue
      const [folder, other] = [a.slice(0, depth).join('/'), b.slice(0, depth).join('/')]
      folders.set(folder, [...new Set([...(folders.get(folder) ?? []), other])])
    }
  return folders
}
const foldersCloseNoCircle: Rule = (house) => circlesOf(without(foldersOf(house), Object.keys(ROOM_CIRCLES)))

/** By what they ask of a file. */
export const RULES: Readonly<Record<string, Rule>> = {
  'is in a room of the table': hasRoom,
  'imports files that are there': importsWhatIsThere,
  'imports from the rooms of its row': importsFromItsRooms,
  'imports the packages and Node modules of its row': importsItsModules,
  'uses the globals of its row': usesItsGlobals,
  'picks no plug-in, unless that is what its room does': picksNoPlugIn,
  'closes no circle of files': closesNoCircle,
  'closes no circle of folders side by side': foldersCloseNoCircle,
}

/** Entries of the table that no file needs any more. */
export const unused = (house: House): readonly string[] => {
  const uses = usesOf(house)
  const inRooms = Object.entries(ROOMS).flatMap(([name, room]) => {
    const here = uses.filter((used) => used.name === name)
    const globals = [...house.modules].filter(([path]) => roomOf(path) === name).flatMap(([, module]) => module.globals)
    const isUsed = (entry: string): boolean =>
      here.some(({ file, module, names }) =>
        file === undefined
          ? module === entry || packageOf(module ?? '') === entry || names.some((part) => `${module}.${part}` === entry)
          : roomOf(file) === entry,
      ) || globals.some((used) => used === entry || used.startsWith(`${entry}.`))
    return [...room.rooms, ...room.packages, ...room.node, ...room.globals]
      .filter((entry) => !isUsed(entry))
      .map((entry) => `${name} does not need ${entry}`)
  })
  const packages = new Set(uses.map(({ module }) => packageOf(module ?? '')))
  return [
    ...inRooms,
    ...house.dependencies.filter((name) => !packages.has(name)).map((name) => `no file needs the dependency ${name}`),
    ...needless(filesOf(house), FILES_OF_CIRCLES).map((edge) => `${edge} closes no circle`),
  ]
}

/** What is wrong with a table itself: circles among rooms, an import of a band above. */
export const faultsOf = (
  rooms: Readonly<Record<string, Pick<Room, 'band' | 'rooms'>>> = ROOMS,
  exceptions: Readonly<Record<string, string>> = ROOM_CIRCLES,
): readonly string[] => {
  const graph = new Map(Object.entries(rooms).map(([name, room]) => [name, room.rooms]))
  const edges = Object.keys(exceptions)
  const upward = Object.entries(rooms).flatMap(([name, room]) =>
    room.rooms
      .filter((other) => BANDS.indexOf(rooms[other]?.band ?? 'entry') < BANDS.indexOf(room.band))
      .map((other) => `${name} is below ${other}, which it imports`),
  )
  return [
    ...upward,
    ...circlesOf(without(graph, edges)),
    ...needless(graph, edges).map((edge) => `${edge} closes no circle`),
  ]
}
