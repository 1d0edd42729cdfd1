// The other end of MLLP: sends a message and waits for its acknowledgement. For the replay, the simulation and the tests.
import net from 'node:net'
import { createDecoder, decodeText, frame, readAck, type ReadAck } from '../hl7/index.ts'

export type Sender = {
  /** Sends and waits. Null when no acknowledgement came: the line broke, or `timeout_ms` passed. Then the same message may be sent again on a new line. */
  send(message: string): Promise<ReadAck | null>
  readonly open: boolean
  close(): void
}

/** Opens a line; rejects when nobody listens. One message at a time: the acknowledgement that comes next belongs to it. */
export function openSender(host: string, port: number, timeout_ms = 15_000): Promise<Sender> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port })
    const decoder = createDecoder()
    let waiting: ((ack: ReadAck | null) => void) | null = null
    const settle = (ack: ReadAck | null): void => {
      const done = waiting
      waiting = null
      done?.(ack)
    }
    socket.setNoDelay(true)
    socket.setTimeout(timeout_ms)
    const refused = (): void => { socket.destroy(); reject(new Error(`nobody answers at ${host}:${port}`)) }
    socket.once('timeout', refused)
    socket.once('error', refused)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('timeout', refused)
      socket.off('error', refused)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => settle(null))
      socket.on('data', (chunk) => {
        for (const framed of decoder.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)) if (framed.kind === 'message') settle(readAck(decodeText(framed.bytes)))
      })
      resolve({
        get open() { return !socket.destroyed },
        send(message) {
          if (socket.destroyed) return Promise.resolve(null)
          return new Promise<ReadAck | null>((done) => {
            const timer = setTimeout(() => { socket.destroy(); settle(null) }, timeout_ms)
            waiting = (ack) => { clearTimeout(timer); done(ack) }
            socket.write(frame(message))
          })
        },
        close: () => { socket.end(); socket.destroySoon() },
      })
    })
  })
}
