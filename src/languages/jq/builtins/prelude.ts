/** Builtins written in jq: those where speed does not matter, and the path forms of some that also have a direct form. */
import type { Definition } from '../syntax/ast.ts'
import { parse } from '../syntax/parser.ts'

const SOURCES: Readonly<Record<string, string>> = {
  'recurse/0': 'def recurse: def r: ., (.[]? | r); r;',
  'recurse/1': 'def recurse(f): def r: ., (f | r); r;',
  'recurse/2': 'def recurse(f; test): def r: ., (f | select(test) | r); r;',
  'recurse_down/0': 'def recurse_down: recurse;',
  'while/2': 'def while(test; f): def r: if test then ., (f | r) else empty end; r;',
  'until/2': 'def until(test; f): def r: if test then . else f | r end; r;',
  'repeat/1': 'def repeat(f): def r: f, r; r;',
  'first/0': 'def first: .[0];',
  'last/0': 'def last: .[-1];',
  'nth/1': 'def nth($n): .[$n];',
  'map_values/1': 'def map_values(f): .[] |= f;',
  'paths/0': 'def paths: path(..) | select(length > 0);',
  'paths/1': 'def paths(test): path(.. | select(test)) | select(length > 0);',
  'leaf_paths/0': 'def leaf_paths: paths(scalars);',
  'del/1': 'def del(f): delpaths([path(f)]);',
  'pick/1': 'def pick(f): . as $whole | reduce path(f) as $at (null; setpath($at; $whole | getpath($at)));',
  'walk/1':
    'def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;',
  'combinations/0':
    'def combinations: if length == 0 then [] else .[0][] as $head | .[1:] | combinations | [$head] + . end;',
  'combinations/1': 'def combinations($n): . as $dot | [range($n) | $dot] | combinations;',
  'tostream/0':
    'def tostream: path(def r: (.[]? | r), .; r) as $at | getpath($at) | reduce path(.[]?) as $sub ([$at, .]; [$at + $sub]);',
  'fromstream/1': `def fromstream(f): foreach f as $event ({done: false};
      (if .done then {done: false} else . end) | ($event | length) as $length | ($event[0] | length) as $depth |
      if $length == 2 then setpath(["value"] + $event[0]; $event[1]) | .done = ($depth == 0)
      else .done = ($depth == 1) end;
      if .done then .value else empty end);`,
  'truncate_stream/1':
    'def truncate_stream(f): . as $depth | null | f | if .[0] | length > $depth then .[0] |= .[$depth:] else empty end;',
  'ascii/0': 'def ascii: [.] | implode;',
  'isvalid/1': 'def isvalid(f): try (f | true) catch false;',
  'todate/0': 'def todate: strftime("%Y-%m-%dT%H:%M:%SZ");',
  'todateiso8601/0': 'def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");',
  'fromdate/0': 'def fromdate: fromdateiso8601;',
  'fromdateiso8601/0': 'def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%S%z") | mktime;',
  'date/0': 'def date: todate;',
  'dateadd/2': 'def dateadd(unit; $by): . + $by;',
  'datesub/2': 'def datesub(unit; $by): . - $by;',
  'splits/1': 'def splits($re): splits($re; null);',
  'splits/2': 'def splits($re; $flags): split($re; $flags) | .[];',
  'capture/1': 'def capture($re): match($re) | _captures;',
  'capture/2': 'def capture($re; $flags): match($re; $flags) | _captures;',
  'INDEX/1': 'def INDEX(key): INDEX(.[]; key);',
  'INDEX/2': 'def INDEX(source; key): [source | {key: (key | tostring), value: .}] | from_entries;',
  'JOIN/2': 'def JOIN($index; key): [.[] | [., $index[key]]];',
  'JOIN/3': 'def JOIN($index; source; key): source | [., $index[key]];',
  'JOIN/4': 'def JOIN($index; source; key; join): source | [., $index[key]] | join;',
  'have_literal_numbers/0': 'def have_literal_numbers: true;',
  'have_decnum/0': 'def have_decnum: false;',
}

const parsed = new Map<string, Definition>()

export const preludeNames: readonly string[] = Object.keys(SOURCES)

export const preludeDefinition = (name: string): Definition | undefined => {
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined
  if (source === undefined) return undefined
  let definition = parsed.get(name)
  if (!definition) {
    const node = parse(source)
    if (node.kind !== 'define') throw new Error(`the builtin ${name} is not a definition`)
    definition = node.definition
    parsed.set(name, definition)
  }
  return definition
}
