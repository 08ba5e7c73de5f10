/** A mail server on loopback that keeps what it was sent. */
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface MailServer {
  /** `127.0.0.1:<port>`. */
  readonly host: string
  /** What was taken, oldest first. */
  readonly mails: Email[]
  readonly close: () => Promise<void>
}

/** @param options to refuse, to ask for a password; without any it takes everything from everyone */
export const startMailServer = async (options: SMTPServerOptions = {}): Promise<MailServer> => {
  const mails: Email[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _, done) => {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', async () => {
        mails.push(await PostalMime.parse(Buffer.concat(pieces)))
        done()
      })
    },
    ...options,
  })
  // A client that gives up in the middle is what some tests are about.
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    host: `127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    close: () => new Promise((done) => server.close(() => done())),
  }
}
