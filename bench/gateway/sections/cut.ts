import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { checkedContender } from '#bench/gateway/contenders.ts';
import { startGuichet, type Guichet } from '#bench/gateway/guichet.ts';
import { measureAll, warmUp } from '#bench/gateway/measure.ts';
import { requestText } from '#bench/gateway/requests.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import { judge } from '#bench/gateway/verdicts.ts';

const clients = 100;
const times = 50;
/** Bytes of the megabyte that a client takes before it goes. */
const takenBytes = 64 * 1024;
const patienceMs = 10_000;
const lookEveryMs = 250;
const calmLooks = 6;
/** Connections to the upstream that a pool may have more at one moment than at another; a leak would be thousands. */
const breathing = 10;

/** 100 clients leave in the middle of an answer of 1 MB, 50 times over: half of them close, half of them reset. */
export const cut: Section = async (stage, credentials) => {
  const { tokens } = credentials;
  const guichet = await startGuichet(stage, { world: ordinaryWorld(credentials) });
  const contender = checkedContender(guichet, tokens);
  await warmUp(stage, contender);
  await cutOff(guichet, tokens);
  const before = { descriptors: await settled(guichet), ...guichet.process.memory() };
  let hung = 0;
  for (let time = 0; time < times; time += 1) hung += await cutOff(guichet, tokens);
  const [after] = await measureAll({ ...stage, quick: true }, [contender]);
  hung += await cutOff(guichet, tokens);
  const descriptors = await settled(guichet);
  const memory = guichet.process.memory();
  console.log(`\ncut: ${clients} clients cut off in the middle of an answer, ${times} times over`);
  console.log(
    `  descriptors ${before.descriptors} before, ${descriptors} after; PSS ${before.pssMb.toFixed(0)} MB before, ${memory.pssMb.toFixed(0)} MB after; then ${after?.perSecond.toFixed(0)} req/s`,
  );
  judge({ what: 'descriptors more than before', measured: descriptors - before.descriptors, atMost: breathing });
  judge({ what: 'clients whose answer did not begin or go on', measured: hung, atMost: 0 });
  judge({ what: 'failed answers afterwards', measured: after?.failures ?? Number.NaN, atMost: 0 });
};

/** Gives how many clients never got as far as leaving. */
async function cutOff(guichet: Guichet, tokens: readonly string[]): Promise<number> {
  const ends = Array.from({ length: clients }, (_, number) =>
    leaveEarly(guichet, tokens[number] ?? '', number % 2 === 0),
  );
  return (await Promise.all(ends)).filter((left) => !left).length;
}

/** True when the client left in the middle; false when the answer did not come that far. */
function leaveEarly(guichet: Guichet, token: string, reset: boolean): Promise<boolean> {
  const { hostname, port } = new URL(guichet.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let taken = 0;
    let left = false;
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(left));
    socket.on('data', (bytes) => {
      taken += bytes.length;
      if (taken < takenBytes || left) return;
      left = true;
      if (reset) socket.resetAndDestroy();
      else socket.destroy();
    });
    socket.write(requestText('/bench/1m', token));
  });
}

/** Open descriptors once they have stayed the same for a while. */
async function settled(guichet: Guichet): Promise<number> {
  const untilMs = performance.now() + patienceMs;
  let seen = guichet.process.descriptors();
  for (let calm = 0; calm < calmLooks && performance.now() < untilMs; calm += 1) {
    await pause(lookEveryMs);
    const now = guichet.process.descriptors();
    if (now !== seen) calm = -1;
    seen = now;
  }
  return seen;
}
