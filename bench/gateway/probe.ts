/** One request before the measuring: a fast answer that is not the upstream's is worth nothing. */
import { Agent, request } from 'undici';
import type { Contender } from '#bench/gateway/subject.ts';
import { answerBytes } from '#bench/gateway/upstream.ts';

/** Asks once. @throws Error when the answer is not the upstream's */
export async function probe({ name, url, headers, turns }: Contender): Promise<void> {
  const [turn] = turns ?? [];
  const asked = new URL(turn?.path ?? url, url);
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  const { statusCode, body } = await request(asked, {
    dispatcher: agent,
    headers: { ...headers, ...(turn === undefined ? {} : { authorization: turn.authorization }) },
  });
  const { byteLength } = await body.arrayBuffer();
  await agent.close();
  const expected = answerBytes(asked.pathname);
  if (statusCode === 200 && byteLength === expected) return;
  throw new Error(
    `${name} answered ${asked.pathname} with ${statusCode} and ${byteLength} bytes, not 200 and ${expected}`,
  );
}
