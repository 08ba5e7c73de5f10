/** A configuration for agents, with a key in it: bait for a program that takes every tool it is offered. */
import { decoyUser } from './decoy-user.ts'
import { defineCanary } from './define.ts'

export const agentConfig = defineCanary({
  ...decoyUser,
  kind: 'agent_config',
  title: 'Configuration of an agent (MCP) with a key',
  place: 'An mcp.json in a repository or a home directory, where agents read it and people do not.',
})
