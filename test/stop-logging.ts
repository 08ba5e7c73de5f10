/** Log files of any size in which each record is a finding: users who stop a trail one after the other, twice a second. */
import { gzipSync } from 'node:zlib'

/** Equal numbers are equal records. @param principals of how many users */
export const stopLogging = (index: number, principals: number): object => {
  const userName = `user-${index % principals}`
  return {
    eventVersion: '1.11',
    eventID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    eventTime: new Date(Date.UTC(2026, 2, 4) + index * 500).toISOString().replace(/\.\d+Z/, 'Z'),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-west-1',
    recipientAccountId: '123456789012',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0',
    userIdentity: {
      type: 'IAMUser',
      userName,
      arn: `arn:aws:iam::123456789012:user/${userName}`,
      accountId: '123456789012',
    },
    requestParameters: { name: 'org-trail' },
  }
}

/** A packed log file of the records from `first` on. */
export const stopLoggingFile = (first: number, count: number, principals: number): Buffer =>
  gzipSync(JSON.stringify({ Records: Array.from({ length: count }, (_, at) => stopLogging(first + at, principals)) }))
