/**
 * An import of 100,000 operations through the gateway, over TLS, with all that stands before it: how long it takes until it can be read
 * back, and how much memory the process of the service takes for it. Sent a second time, when nothing is new.
 *
 * script/bench banking [--quick]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { importSample, makeSample, openSession } from '#bench/banking/import.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { startSystem } from '#test/system.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const operations = values.quick ? 10_000 : 100_000;
const rounds = values.quick ? 1 : 3;

/** Memory of a process now, and at its highest, in MB. */
function memoryOf(pid: number): { readonly now: number; readonly highest: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1_024;
  return { now: megabytes('VmRSS'), highest: megabytes('VmHWM') };
}

const system = await startSystem({ hosts: guideHosts });
try {
  const session = await openSession(system);
  const { pid } = system.process;
  if (pid === undefined) throw new Error('the system has no process');
  console.log('what                 MB sent   seconds  operations/s  memory before → at its highest, MB');
  for (let round = 1; round <= rounds; round += 1) {
    const sample = await makeSample(session, operations, round);
    for (const what of ['new', 'sent again']) {
      const before = memoryOf(pid);
      const startMs = performance.now();
      const { State, Report } = await importSample(session, sample);
      const seconds = (performance.now() - startMs) / 1_000;
      const handled = (Report?.Imported.Operations ?? 0) + (what === 'new' ? 0 : (Report?.Read.Operations ?? 0));
      if (State !== 'done' || handled !== operations) throw new Error(`${State}, ${handled} operations`);
      console.log(
        `${round} ${what}`.padEnd(18) +
          (sample.bytes / 1e6).toFixed(1).padStart(10) +
          seconds.toFixed(2).padStart(10) +
          (operations / seconds).toFixed(0).padStart(14) +
          `  ${before.now.toFixed(0)} → ${memoryOf(pid).highest.toFixed(0)}`,
      );
    }
  }
} finally {
  await system.stop();
}
