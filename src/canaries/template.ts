/** Decoys of one account and Region -> one CloudFormation template, in which nothing says what they are. */

import { isObject, type Json, type JsonObject } from '../core/json.ts'
import type { Decoy, Fragment } from './canary.ts'

/**
 * Without description, outputs and tags: who may read the stack reads them too. Logical ids follow from the names of the
 * decoys alone, so that one more or one less changes no other.
 * @throws Error when two decoys come to the same logical id
 */
export const templateOf = (decoys: readonly Decoy[]): JsonObject => {
  const resources = new Map<string, JsonObject>()
  for (const decoy of decoys)
    for (const [id, resource] of Object.entries(named(decoy))) {
      if (resources.has(id)) throw new Error(`two decoys come to the logical id ${id}: change the name of one`)
      resources.set(id, resource)
    }
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: Object.fromEntries(resources) }
}

/** Of a part of a decoy, by its key in the fragment: what it is called in the stack. */
export const logicalId = ({ settings }: Decoy, part: string): string => {
  const words = String(settings.name).match(/[A-Za-z0-9]+/g) ?? []
  return [...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)), part].join('').slice(-255)
}

const named = (decoy: Decoy): Readonly<Record<string, JsonObject>> => {
  const parts = decoy.resources
  const entries = Object.entries(parts).map(([part, resource]) => [
    logicalId(decoy, part),
    renamed(resource as Json, parts, (other) => logicalId(decoy, other)),
  ])
  return Object.fromEntries(entries)
}

/** The value with `Ref` and `Fn::GetAtt` to parts of the fragment under their names in the stack. */
const renamed = (value: Json, parts: Fragment, name: (part: string) => string): Json => {
  if (Array.isArray(value)) return value.map((one: Json) => renamed(one, parts, name))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, Json] => {
      if (key === 'Ref' && typeof inner === 'string' && Object.hasOwn(parts, inner)) return [key, name(inner)]
      if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [key, [name(String(inner[0])), ...inner.slice(1)]]
      return [key, renamed(inner, parts, name)]
    }),
  )
}
