/** The calls to Amazon SES, API version 2. */
export { SESv2Client as Client, SendEmailCommand as SendEmail } from '@aws-sdk/client-sesv2'
