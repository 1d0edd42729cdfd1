// The MLLP server: one connection a monitor or gateway. Answers in the order of arrival, each one after its commit.
import net from 'node:net'
import type { Services } from '../http/context.ts'
import { composeAck, createDecoder, decodeText, frame, splitMessages, type Acknowledgement, type Framed } from '../hl7/index.ts'
import { createIntake } from './intake.ts'
import { uuidOf } from './charting.ts'

export type Hl7Listener = { readonly port: number; close(): Promise<void> }

/** A connection that says nothing for this long is dead: a monitor sends at least once a minute, and a half-open line never ends by itself. */
const SILENT_MS = 10 * 60_000
const MOST_CONNECTIONS = 256
/** From this many unanswered messages on we stop reading: the sender's own queue is the right place for them. */
const MOST_UNANSWERED = 200
/** A batch (FHS, BHS) may come in one frame; each message of it has an answer of its own. More than these in one frame is not a monitor. */
const MOST_IN_FRAME = 100

/** Starts listening. `port` 0 picks a free one. A listener outside loopback is the clinic's decision: MLLP has neither encryption nor sign-in. */
export async function startHl7Listener(services: Services, { host = '127.0.0.1', port }: { host?: string; port: number }): Promise<Hl7Listener> {
  const intake = createIntake(services)
  const sockets = new Set<net.Socket>()
  let closing = false

  function serve(socket: net.Socket): void {
    const decoder = createDecoder()
    let unanswered = 0
    let last: Promise<void> = Promise.resolve()
    sockets.add(socket)
    socket.setKeepAlive(true, 30_000)
    socket.setNoDelay(true)
    socket.setTimeout(SILENT_MS, () => socket.destroy())
    socket.on('error', () => socket.destroy())

    const answer = (received: string, ack: Acknowledgement, reason: string | null): void => {
      if (socket.destroyed || socket.writableEnded) return
      const now = services.clock()
      socket.write(frame(composeAck(received, ack, reason, now, uuidOf('ack', received, now.toISOString()).slice(0, 20))))
    }
    const inOrder = (work: () => Promise<void>): void => {
      unanswered += 1
      if (unanswered >= MOST_UNANSWERED) socket.pause()
      last = last.then(work).catch((error: unknown) => {
        console.error(`HL7 listener: ${(error as Error).message}`)
        // Not known whether it was written: no answer, and the sender asks again with the same control id.
        socket.destroy()
      }).finally(() => {
        unanswered -= 1
        if (unanswered < MOST_UNANSWERED / 2 && socket.isPaused()) socket.resume()
      })
    }
    function handle(framed: Framed): void {
      const text = decodeText(framed.bytes)
      switch (framed.kind) {
        case 'message': {
          const messages = splitMessages(text)
          if (messages.length > MOST_IN_FRAME) return inOrder(async () => {
            await intake.keep(text, `more than ${MOST_IN_FRAME} messages in one frame`)
            answer(text, 'AR', `more than ${MOST_IN_FRAME} messages in one frame`)
          })
          for (const message of messages.length === 0 ? [text] : messages) {
            const taking = intake.take(message)
            taking.catch(() => {})
            inOrder(async () => {
              const { ack, reason } = await taking
              answer(message, ack, reason)
            })
          }
          return undefined
        }
        case 'too-long': return inOrder(async () => {
          await intake.keep(text, 'longer than 1 MB: only its beginning is kept')
          answer(text, 'AR', 'the message is longer than 1 MB')
        })
        case 'cut': return inOrder(() => intake.keep(text, 'the message broke off before its end'))
        case 'junk': return inOrder(() => intake.keep(text, 'bytes outside a frame'))
      }
    }
    socket.on('data', (chunk) => { for (const framed of decoder.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)) handle(framed) })
    // The sender has said all it will say; what it waits for is still answered.
    socket.on('end', () => {
      for (const framed of decoder.end()) handle(framed)
      inOrder(async () => { socket.end() })
    })
    socket.on('close', () => {
      sockets.delete(socket)
      for (const framed of decoder.end()) handle(framed)
    })
  }

  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    if (closing) socket.destroy()
    else serve(socket)
  })
  server.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      server.on('error', (error) => console.error(`HL7 listener: ${error.message}`))
      resolve()
    })
  })
  return {
    port: (server.address() as net.AddressInfo).port,
    async close() {
      closing = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.pause()
      await intake.idle()
      for (const socket of sockets) socket.destroySoon()
      // Somebody who does not read his answer does not keep us from ending.
      const enough = setTimeout(() => { for (const socket of sockets) socket.destroy() }, 1000)
      await closed
      clearTimeout(enough)
    },
  }
}
