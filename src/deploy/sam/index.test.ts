/** SAM: the template to the letter, and what CloudFormation would read otherwise than it is meant. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { deploymentOf } from '../deployment.ts'
import { arnOf, type Expression, joined, nameOf, PARTITION, parameter, STACK, urlOf, when } from '../expressions.ts'
import type { Resources } from '../model.ts'
import { variant } from '../testing/variants.ts'
import { sam } from './index.ts'
import { spell } from './intrinsics.ts'

/** Between them every kind of resource, and every branch of each. */
test.each([
  ['organization.yaml', 'a new trail of an organization, in real time, configured'],
  ['topic.yaml', 'a bucket that a topic tells of'],
])('%s is the golden one', (name, settings) => {
  const file = new URL(`../../../test/golden/deploy/sam/${name}`, import.meta.url).pathname
  const [{ text }] = sam.emit(deploymentOf(variant(settings)))
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
})

/** `<Name>` for `${Name}`. */
const dollars = (text: string): string => text.replaceAll('<', `$\{`).replaceAll('>', '}')
const sub = (text: string): object => ({ 'Fn::Sub': dollars(text) })

const RESOURCES: Resources = {
  Queue: { kind: 'queue', retention: 60 },
  Topic: { kind: 'topic', displayName: 'Topic' },
}

test.each<[string, Expression, unknown]>([
  ['a parameter', parameter('Days'), { Ref: 'Days' }],
  ['what Ref gives', urlOf('Queue'), { Ref: 'Queue' }],
  ['what Ref gives of another type', arnOf('Topic'), { Ref: 'Topic' }],
  ['another attribute', arnOf('Queue'), { 'Fn::GetAtt': ['Queue', 'Arn'] }],
  ['a place', STACK, sub('<AWS::StackName>')],
  [
    'a text of all of these',
    joined`a:${PARTITION}:${parameter('Days')}:${urlOf('Queue')}:${arnOf('Queue')}`,
    sub('a:<AWS::Partition>:<Days>:<Queue>:<Queue.Arn>'),
  ],
  [
    'a text that looks like one',
    joined`${dollars('<AWS::Region>')}$${parameter('Days')}`,
    sub('<!AWS::Region>$<Days>'),
  ],
  [
    'a condition',
    when('Given', [arnOf('Queue')]),
    { 'Fn::If': ['Given', [{ 'Fn::GetAtt': ['Queue', 'Arn'] }], { Ref: 'AWS::NoValue' }] },
  ],
])('%s', (_, expression, expected) => {
  expect(spell(expression, RESOURCES)).toEqual(expected)
})

test.each([
  [nameOf('Topic'), 'Topic (topic) has no name'],
  [arnOf('Nothing'), 'Nothing (unknown) has no arn'],
])('an attribute that is not there is refused: %#', (expression, message) => {
  expect(() => spell(expression, RESOURCES)).toThrow(message)
})
