/** Real processes that are killed in the middle of appending and sending, and a control process that fails in every way. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { openFolder } from '#test/gateway-surroundings.ts';
import { openIntake, type Fate } from '#test/usage/parcels.ts';

const entry = join(import.meta.dirname, '../../../test/usage/spooling-process.ts');

/** Runs it until it has said so many names, then kills it; without a number until it ends. Gives the names. */
async function run(args: readonly string[], killAfter: number | null): Promise<string[]> {
  const child = spawn(process.execPath, [entry, ...args, killAfter === null ? '10' : '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const names: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'ready') names.push(line);
    if (killAfter !== null && names.length >= killAfter) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return names;
}

async function killAgainAndAgain(
  maximumBytes: number,
  fateWhileKilled: () => Fate,
  killAfter: (round: number) => number,
) {
  const folder = await openFolder();
  let fate = fateWhileKilled;
  const intake = await openIntake(() => fate());
  const args = [folder.path, intake.url, String(maximumBytes)];
  const names: string[] = [];
  for (let round = 0; round < 12; round += 1) names.push(...(await run([...args, String(round)], killAfter(round))));
  fate = () => 'taken';
  names.push(...(await run([...args, 'last'], null)));
  await intake.close();
  await folder.close();
  return { names, calls: intake.calls, taken: intake.taken };
}

const fates: readonly Fate[] = ['taken', 'taken', 'taken and cut', 'refused', 'garbage', 'silence', 'cut'];

test('everything that lay safe arrives once, whenever the gateway is killed and however the control process fails', async () => {
  let posts = 0;
  const { names, calls } = await killAgainAndAgain(
    1024 ** 3,
    () => fates[(posts += 1) % fates.length] ?? 'cut',
    (round) => 1 + ((round * 37) % 90),
  );
  assert.ok(names.length > 100);
  for (const name of names) assert.equal(calls.get(name), 1, name);
  // What had been written, but not told yet, may have come, too; nothing comes twice.
  for (const [name, count] of calls) assert.equal(count, 1, name);
});

test('while it makes room, too: every count arrives once, and the entries that went are numbered', async () => {
  let posts = 0;
  const { names, calls, taken } = await killAgainAndAgain(
    6 * 1024 * 1024,
    () => ((posts += 1) % 40 === 1 ? 'taken and cut' : 'refused'),
    (round) => 40 + ((round * 29) % 60),
  );
  for (const name of names) assert.equal(calls.get(name), 1, name);
  for (const [name, count] of calls) assert.equal(count, 1, name);
  const entries = taken.reduce((sum, { requests, lostRequests }) => sum + requests.length + lostRequests, 0);
  assert.ok(taken.some(({ lostRequests }) => lostRequests > 0));
  assert.equal(entries, calls.size * 200);
});
