/** The configuration -> a template, and the folder that `sam deploy` takes. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { DestinationEntry } from '../config/config.ts'
import { readConfig } from '../config/config.ts'
import { parseDocument } from '../config/document.ts'
import { secretRef } from '../config/secrets.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { DeployedSecret, DeploySettings } from '../deploy/settings.ts'
import { templateOf } from '../deploy/template.ts'
import { destinationSchemas, destinations } from '../destinations/index.ts'
import { reasonOf } from '../sources/files.ts'
import { NOTIFICATION, STREAM_VIEW, TABLE, TIME_TO_LIVE } from '../stores/dynamodb/table.ts'
import { CONFIG_NAMES } from './lambda-config.ts'
import { NAMESPACE } from './lambda-log.ts'
import { readConfigFile } from './load-context.ts'
import { loadRules, type RuleSource } from './rules.ts'
import { checkedSettings } from './settings.ts'

export interface TemplateOptions {
  readonly config?: string
  readonly rules: readonly string[]
  readonly builtin: boolean
  /** An existing bucket; absent: a new trail. */
  readonly bucket?: string
  readonly topic?: string
  readonly org: boolean
  readonly realtime: boolean
}
