import { defineLab } from '@socket-labs/lab'
import close3 from './src/close-3-half-close.ts'
import close9 from './src/close-9-write-after-close.ts'
import data3 from './src/data-3-ten-writes.ts'
import echoClient from './src/data-5-echo-client.ts'
import echoServer from './src/data-5-echo-server.ts'
import flow2 from './src/flow-2-reader-stops.ts'
import open4 from './src/open-4-connect-before-accept.ts'
import open5 from './src/open-5-refused.ts'
import state3 from './src/state-3-read-states.ts'

export default defineLab({
  id: 'tcp-basics',
  scenarios: [open5, open4, data3, echoClient, flow2, close3, close9, state3, echoServer],
})
