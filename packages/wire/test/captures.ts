import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { linkTypeEthernet, type PcapngPacketFound, readPcapng } from '../src/pcapng/index.ts'

const folder = path.join(import.meta.dirname, '..', 'captures')

interface Provenance {
  file: string
  bytes: number
  packets: number
}

export const provenance: Provenance[] = JSON.parse(
  readFileSync(path.join(folder, 'provenance.json'), 'utf8'),
)

export const captureFiles = readdirSync(folder).filter((file) => file.endsWith('.pcapng'))

export function capturePath(file: string): string {
  return path.join(folder, file)
}

export function readCapture(file: string) {
  return readPcapng(readFileSync(capturePath(file)))
}

/** All of them in one file: each is a section of it. */
export function allCaptures(): Uint8Array {
  return Uint8Array.from(Buffer.concat(captureFiles.map((file) => readFileSync(capturePath(file)))))
}

export const ethernetHeaderBytes = 14

/** The IP packet that an Ethernet frame carries; none of these is so short that it has been filled up. */
export function ipPacketOf({ bytes, interface: from }: PcapngPacketFound): Uint8Array {
  if (from.linkType !== linkTypeEthernet) throw new Error(`no link type of ours: ${from.linkType}`)
  return bytes.subarray(ethernetHeaderBytes)
}

export function isCut({ bytes, originalBytes }: PcapngPacketFound): boolean {
  return bytes.length < originalBytes
}
