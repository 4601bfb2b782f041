import { fact, lab, section } from './fact.ts'

export const fileTransfer = lab({
  id: 'file-transfer',
  title: 'File transfer',
  question: 'How does a file arrive whole, or not at all?',
  sections: [
    section('A file', [
      fact('file-1', 'K', 'Command-line arguments; name and size from `stat`'),
      fact(
        'file-2',
        'K',
        'The classic protocol: send name, wait for "ok", stream the bytes, close; receiver reads until end of stream. Interoperates with any program that speaks it',
      ),
      fact(
        'file-3',
        'KW⚠',
        'Where the classic protocol breaks: name and first bytes stick together without the "ok"; a sender that dies is closed by its kernel with FIN and looks finished, a cut cable leaves the receiver waiting for ever, RST is an error; a name is a path',
      ),
      fact(
        'file-4',
        'K',
        'A framed protocol: header with name, size and mode; checksum; result reply; empty, huge and sparse files',
      ),
      fact(
        'file-5',
        'K',
        'Streaming with backpressure: resident memory stays flat for any file size',
      ),
      fact(
        'file-6',
        'KW',
        'Resume after a cut at any byte; after a crash or cut nothing half-written has the final name (temporary file, fsync, rename); resume first checks that the part belongs to the same file',
      ),
      fact(
        'file-7',
        'K',
        'Hostile names and sizes: path traversal, absolute paths, NUL, device names, symlinks, disk full, lying length: refused with a clear error',
      ),
      fact(
        'file-8',
        'K',
        'Many files, folders, many senders at once; progress with rate and time left',
      ),
      fact('file-9', 'K', 'A picture sent over TCP and shown on the page as its bytes arrive'),
      fact(
        'file-10',
        'KW',
        'What limits speed: chunk size, window ÷ RTT (window needed = rate × RTT), checksum, disk; measured',
      ),
    ]),
  ],
})
