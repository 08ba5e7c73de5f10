/** The calls to Amazon EventBridge. */
export { EventBridgeClient as Client, PutEventsCommand as PutEvents } from '@aws-sdk/client-eventbridge'
