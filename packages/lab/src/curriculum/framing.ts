import { fact, lab, section } from './fact.ts'

export const framing = lab({
  id: 'framing',
  title: 'Framing',
  question: 'Where does one message end and the next begin?',
  sections: [
    section('Messages on a stream', [
      fact('frame-1', 'K', 'One message per connection: end of stream is the frame'),
      fact(
        'frame-2',
        'KW',
        'Two messages, three arrivals: separate; both in one read (sticky); one cut across reads. All three provoked on purpose',
      ),
      fact(
        'frame-3',
        'KW⚠',
        'MTU 1 500 bytes (not bits); announced MSS 1 460 (IPv4), 1 440 (IPv6); timestamps leave 1 448 / 1 428 bytes of data per segment, the option unchanged; loopback MTU 65 536, MSS 65 495; captures with segmentation offload show "segments" larger than the MSS',
      ),
      fact(
        'frame-4',
        'KW',
        'One cause (TCP has no messages), four occasions: write larger than the free send buffer, small writes coalesced, larger than MSS, reader late',
      ),
      fact('frame-5', 'KW⚠', '"Disable Nagle and sticking goes away" is false'),
      fact('frame-6', 'K', 'Fixed length'),
      fact('frame-7', 'K', 'Delimiter, with escaping; line framing; delimiter cut across reads'),
      fact(
        'frame-8',
        'K',
        'Length header: 1/2/4/8 bytes, either byte order, varint; header cut across reads; with offset, adjustment, strip',
      ),
      fact(
        'frame-9',
        'K',
        'Bounds: maximum frame length, negative or absurd length, never-ending delimiter, slow sender: clear error, memory bounded',
      ),
      fact(
        'frame-10',
        'K',
        'Real protocols dissected: netstring, RESP, MQTT fixed header, HTTP chunked, WebSocket, COBS',
      ),
      fact(
        'frame-11',
        'K',
        'UDP needs no framing up to the datagram limit; beyond it you number and reassemble yourself',
      ),
      fact('frame-12', 'K', 'Checksummed frames and resynchronisation after damage'),
    ]),
  ],
})
