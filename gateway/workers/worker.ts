/** One worker: a gateway in a thread of its own, with listeners on ports that it shares with the others. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '#base/clock.ts';
import { openLog } from '#base/log.ts';
import { collectGarbage } from '#base/release-memory.ts';
import { openGateway, type OpenGateway } from '#gateway/gateway.ts';
import { limits } from '#base/limits.ts';
import { watchRuntime } from '#base/metrics/runtime.ts';
import { apiNames } from '#gateway/figures/broken.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';
import { failureOf, orderSchema, type Errand, type Report } from '#gateway/workers/messages.ts';
import { workerDataSchema } from '#gateway/workers/worker-data.ts';

const supervisor = parentPort;
if (supervisor === null) throw new Error('a worker is started by its supervisor');
const report = (message: Report, transferred: ArrayBuffer[] = []): void =>
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread is no window
  supervisor.postMessage(message, transferred);

const { worker, logLevel, countsUsage = true, ...settings } = workerDataSchema.parse(workerData);
const log = openLog({ part: 'gateway', worker }, (line) => report({ type: 'log', line }), logLevel);
let gateway: OpenGateway | null = null;

const runtime = watchRuntime();
let toldVersion: number | null = null;
let toldMs = Number.NEGATIVE_INFINITY;

/** Tells how this worker stands: about once a second, and at once when there is a new snapshot. */
function tellState(): void {
  const snapshot = gateway?.snapshot() ?? null;
  if (gateway === null) return;
  const isNew = snapshot !== null && snapshot.version !== toldVersion;
  if (!isNew && performance.now() - toldMs < limits.workerStateMs / 2) return;
  toldMs = performance.now();
  toldVersion = snapshot?.version ?? null;
  const apis = isNew ? apiNames(snapshot) : null;
  report({ type: 'state', state: { ...gateway.look(), runtime: runtime.look(), apis } });
}

async function run(errand: Errand): Promise<void> {
  if (errand === 'reload') await gateway?.reload();
  else collectGarbage();
  report({ type: 'done', errand });
}

async function close(): Promise<void> {
  await gateway?.close();
  // In a thread this ends the thread; one that still waits for its first snapshot would not end by itself.
  process.exit(0);
}

supervisor.on('message', (received: unknown) => {
  const order = orderSchema.parse(received);
  void (order.type === 'errand' ? run(order.errand) : close());
});

try {
  // One of those that share the data folder writes the last good snapshot there.
  const handOver = (batch: UsageBatch): void => {
    // First, so that what is counted has its name.
    tellState();
    report(
      { type: 'usage', batch },
      batch.bodies.map(({ buffer }) => buffer),
    );
  };
  const usage = countsUsage ? { handOver } : {};
  gateway = await openGateway({ ...settings, ...usage, log, clock: systemClock, keepsLastGood: worker === 1 });
} catch (cause) {
  report({ type: 'failed', failure: failureOf(cause) });
  process.exit(1);
}
report({ type: 'listening', addresses: [...gateway.addresses] });
setInterval(() => {
  tellState();
  const batch = gateway?.takeTraced() ?? null;
  if (batch !== null) report({ type: 'traced', batch });
}, limits.workerStateMs).unref();
await gateway.ready;
tellState();
report({ type: 'ready' });
