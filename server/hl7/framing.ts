// MLLP: where a message begins and ends in a stream of bytes. VT message FS CR; everything between frames is noise.

/** Start and end of a frame (HL7 minimal lower layer protocol, release 1). */
export const VT = 0x0b
export const FS = 0x1c
export const CR = 0x0d
/** A longer message is refused, and its bytes are let go: a stream without an end must not fill the memory. */
export const MOST_MESSAGE_BYTES = 1_048_576

export type Framed =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** Bytes outside a frame. At most 64 kB of a run are kept. */
  | { readonly kind: 'junk'; readonly bytes: Buffer }
  /** A frame that another one interrupted, or that the end of the connection cut. */
  | { readonly kind: 'cut'; readonly bytes: Buffer }
  /** Too long: its first 64 kB. The rest is read and dropped. */
  | { readonly kind: 'too-long'; readonly bytes: Buffer }

const MOST_KEPT_BYTES = 65_536

/** A decoder of one connection. Feed it chunks of any size; a missing CR after FS is forgiven, because the next VT says the same. */
export function createDecoder(mostBytes: number = MOST_MESSAGE_BYTES) {
  let inside = false
  let overflowed = false
  let afterFs = false
  let length = 0
  let held = Buffer.allocUnsafe(4096)

  function keep(bytes: Buffer): void {
    const most = inside ? mostBytes : MOST_KEPT_BYTES
    const taken = Math.min(bytes.length, most - length)
    if (taken < bytes.length && inside) overflowed = true
    if (taken <= 0) return
    if (length + taken > held.length) {
      const larger = Buffer.allocUnsafe(Math.min(most, Math.max(length + taken, held.length * 2)))
      held.copy(larger, 0, 0, length)
      held = larger
    }
    bytes.copy(held, length, 0, taken)
    length += taken
  }
  function release(kind: Framed['kind']): Framed {
    const kept = kind === 'too-long' ? Math.min(length, MOST_KEPT_BYTES) : length
    const framed = { kind, bytes: Buffer.from(held.subarray(0, kept)) }
    length = 0
    overflowed = false
    if (held.length > MOST_KEPT_BYTES) held = Buffer.allocUnsafe(4096)
    return framed
  }
  const isNoise = (): boolean => length > 0 && held.subarray(0, length).some((byte) => byte !== CR && byte !== 0x0a && byte !== 0x20)

  return {
    /** What these bytes complete, in order. */
    push(chunk: Buffer): Framed[] {
      const found: Framed[] = []
      let from = 0
      if (afterFs && chunk.length > 0) {
        if (chunk[0] === CR) from = 1
        afterFs = false
      }
      while (from < chunk.length) {
        const rest = chunk.subarray(from)
        const vt = rest.indexOf(VT)
        if (!inside) {
          keep(vt < 0 ? rest : rest.subarray(0, vt))
          if (vt < 0) break
          if (isNoise()) found.push(release('junk'))
          length = 0
          inside = true
          from += vt + 1
          continue
        }
        const fs = rest.indexOf(FS)
        const end = fs < 0 ? vt : vt < 0 ? fs : Math.min(fs, vt)
        keep(end < 0 ? rest : rest.subarray(0, end))
        if (end < 0) break
        if (end === fs) {
          found.push(release(overflowed ? 'too-long' : 'message'))
          inside = false
          from += fs + 1
          if (from >= chunk.length) afterFs = true
          else if (chunk[from] === CR) from += 1
        } else {
          found.push(release(overflowed ? 'too-long' : 'cut'))
          from += vt + 1
        }
      }
      return found
    },
    /** What was left when the connection ended. */
    end(): Framed[] {
      const left = inside ? [release('cut')] : isNoise() ? [release('junk')] : []
      inside = false
      length = 0
      return left
    },
    /** Bytes held now, for tests of memory. */
    held: (): number => held.length,
  }
}

/** One message as it goes over the wire. */
export const frame = (message: string): Buffer => Buffer.concat([Buffer.from([VT]), Buffer.from(message, 'utf8'), Buffer.from([FS, CR])])
