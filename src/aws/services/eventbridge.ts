/** The calls to Amazon EventBridge. */
export {
  EventBridgeClient as Client,
  ListRulesCommand as ListRules,
  ListTargetsByRuleCommand as ListTargetsByRule,
  PutEventsCommand as PutEvents,
} from '@aws-sdk/client-eventbridge'
