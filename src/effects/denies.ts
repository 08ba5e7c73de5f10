/** Services that a policy of a thing shuts out whatever they ask, such as those that deliver logs. */
import { isObject, type JsonObject, own } from '../core/json.ts'
import { conditionsOf, statementsIn, textsOf } from './policies.ts'

export const deniesIn = (record: JsonObject): readonly string[] => {
  const denied = statementsIn(record).filter((one) => !one.isAllow && conditionsOf(one).length === 0)
  const services = denied.flatMap(({ principal }) => (isObject(principal) ? textsOf(own(principal, 'Service')) : []))
  return [...new Set(services)]
}
