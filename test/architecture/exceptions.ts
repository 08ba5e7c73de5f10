/** What the architecture lets pass, by name. An entry that is not needed any more fails the test: the lists only shrink. */

/** Imports that close a circle among files, each with its reason. */
export const CIRCLES: Readonly<Record<string, string>> = {}

/** Permissions of the table that close a circle among rooms, each with its reason. */
export const ROOM_CIRCLES: Readonly<Record<string, string>> = {
  'app/scan -> app/alerting': 'a scan tells what was delivered',
}

/** Long files that are being taken apart. */
export const LONG: readonly string[] = [
  'src/app/verify/verify.test.ts',
  'src/cloudtrail/fast-scan.test.ts',
  'src/cloudtrail/read-log.test.ts',
  'src/config/config.test.ts',
  'src/detect/correlation/correlation.test.ts',
  'src/detect/message/message.test.ts',
  'src/lake/athena.test.ts',
  'test/e2e/alerting.test.ts',
  'test/e2e/context.test.ts',
  'test/e2e/lambda.test.ts',
  'test/e2e/recipes.test.ts',
  'test/e2e/rules.test.ts',
  'test/e2e/scan.test.ts',
]

/** Full folders, each with its reason. */
export const FULL: Readonly<Record<string, string>> = {}
