import type { ScenarioContext } from '@socket-labs/lab'
import { FramedPair } from './framed-pair.ts'
import type { Loopback } from './loopback.ts'

/**
 * A connection on which a question was answered twice. Since then the server's kernel takes it for a talk,
 * and keeps an ACK back for up to 40 ms: an answer may be going to carry it. This is when Nagle's algorithm
 * (RFC 9293 §3.7.4), unless it is off, keeps small writes back as well.
 */
export async function talkingPair(
  ctx: ScenarioContext,
  loopback: Loopback,
  options: { noDelay: boolean },
): Promise<FramedPair> {
  const pair = await loopback.dial(options)
  let answers = 0
  pair.client.on('data', () => {
    answers += 1
  })
  const onMessage = (message: string) => {
    if (message.startsWith('question')) pair.server.write('answer')
  }
  const framed = new FramedPair(ctx, pair, { onMessage })
  pair.server.resume()
  for (const round of [1, 2]) {
    framed.write(`question ${round}`)
    await ctx.waitFor(`answer ${round}`, () => answers === round)
  }
  return framed
}
