// A mail server for tests: real SMTP on a real socket (RFC 5321, without extensions). It keeps what it takes, and refuses when told to.
import net, { type AddressInfo } from 'node:net'

export type Received = { readonly from: string; readonly to: readonly string[]; /** Header and body as they came. */ readonly raw: string; readonly headers: Readonly<Record<string, string>>; /** The text, decoded. */ readonly text: string }
export type MailServer = {
  readonly url: string
  readonly received: readonly Received[]
  /** Answers the next commands `verb` with this line, `times` times. */
  refuse(verb: 'MAIL' | 'RCPT' | 'DATA', answer: string, times: number): void
  close(): Promise<void>
}

function decode(raw: string): Pick<Received, 'headers' | 'text'> {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = Object.fromEntries(head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
  const body = rest.join('\r\n\r\n')
  const encoding = headers['content-transfer-encoding']
  const bytes = encoding === 'base64' ? Buffer.from(body, 'base64')
    : encoding === 'quoted-printable' ? Buffer.from(body.replaceAll(/=\r\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1') : Buffer.from(body)
  const subject = (headers['subject'] ?? '').replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, kind: string, text: string) => (kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : Buffer.from(text.replaceAll('_', ' ').replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1')).toString())
  return { headers: { ...headers, subject }, text: bytes.toString('utf8').replaceAll('\r\n', '\n') }
}

/** Listens on a free port of this machine. */
export async function startMailServer(): Promise<MailServer> {
  const received: Received[] = []
  const refusals: { verb: string; answer: string; times: number }[] = []
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let [from, to, buffer, inData] = ['', [] as string[], '', false]
    const say = (line: string): void => void socket.write(`${line}\r\n`)
    say('220 mail.test ready')
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      buffer += chunk
      for (;;) {
        const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n')
        if (end === -1) return
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + (inData ? 5 : 2))
        if (inData) {
          const raw = Buffer.from(line.replaceAll(/(^|\r\n)\.\./g, '$1.'), 'latin1').toString('utf8')
          received.push({ from, to, raw, ...decode(raw) })
          inData = false
          say('250 taken')
          continue
        }
        const verb = line.slice(0, 4).toUpperCase()
        const refusal = refusals.find((one) => one.verb === verb && one.times > 0)
        if (refusal) { refusal.times -= 1; say(refusal.answer); continue }
        if (verb === 'EHLO' || verb === 'HELO') say('250 mail.test')
        else if (verb === 'MAIL') { from = /<(.*?)>/.exec(line)?.[1] ?? ''; to = []; say('250 ok') }
        else if (verb === 'RCPT') { to.push(/<(.*?)>/.exec(line)?.[1] ?? ''); say('250 ok') }
        else if (verb === 'DATA') { inData = true; say('354 go on') }
        else if (verb === 'QUIT') { say('221 bye'); socket.end() }
        else say(verb === 'RSET' || verb === 'NOOP' ? '250 ok' : '502 not here')
      }
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, received,
    refuse: (verb, answer, times) => void refusals.push({ verb, answer, times }),
    close: () => new Promise((resolve) => { for (const socket of sockets) socket.destroy(); server.close(() => resolve()) }),
  }
}
