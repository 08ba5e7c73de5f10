/** Accounts from AWS Organizations. */
import { z } from 'zod'
import { defined } from '../core/defined.ts'
import { ACCOUNT_ID, type Account, type OrganizationAccount } from './accounts.ts'
import { defineEnricher } from './define.ts'

/** Tag keys that people use, by what they tell; case and separators do not count. */
const TAGS = {
  environment: ['environment', 'env', 'stage'],
  application: ['application', 'app', 'product'],
  owner: ['owner', 'team'],
  contact: ['contact', 'email'],
  data_classes: ['dataclasses', 'dataclass', 'dataclassification'],
} as const

/** The e-mail address of the root user is whom AWS itself would write to: the contact, when no tag names one. */
export const toAccount = ({ id, name, email, tags }: OrganizationAccount): Account | undefined => {
  if (id === undefined || !ACCOUNT_ID.test(id)) return undefined
  const byKey = new Map(
    Object.entries(tags).map(([key, value]) => [key.toLowerCase().replace(/[^a-z]/g, ''), value.trim()]),
  )
  const tag = (keys: readonly string[]): string | undefined => keys.flatMap((key) => byKey.get(key) || []).at(0)
  const classes = (tag(TAGS.data_classes) ?? '').split(/[\s,;:/+]+/).filter((word) => word !== '')
  return defined({
    id,
    name: name?.trim() || undefined,
    environment: tag(TAGS.environment),
    application: tag(TAGS.application),
    owner: tag(TAGS.owner),
    contact: tag(TAGS.contact) ?? email,
    data_classes: classes.length > 0 ? classes : undefined,
  })
}

export const organizations = defineEnricher({
  key: 'accounts',
  title: 'AWS Organizations',
  config: z.literal('organizations').meta({ description: 'ask AWS Organizations for the accounts' }),
  gives: 'accounts',
  permissions: ['organizations:ListAccounts', 'organizations:ListTagsForResource'],
  learn: async ({ organization }) => ({
    facts: { accounts: (await organization()).flatMap((account) => toAccount(account) ?? []) },
  }),
})
