import { defineLab } from '@socket-labs/lab'

export default defineLab({
  id: 'framing',
  scenarios: [],
})
