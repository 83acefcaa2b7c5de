/**
 * The usage of all workers of a gateway on its way to the control process: written into the spool as it comes, sent from there.
 * No worker waits for it, and no request.
 */
import { Agent } from 'undici';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { Control } from '#gateway/snapshot-source/stream.ts';
import { openSender, type Sender, type SenderTimes } from '#gateway/usage/sender.ts';
import { openLeftSpools, openOwnSpool, type HeldSpool } from '#gateway/usage/spool/spools.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';
import { openWaitingBodies } from '#gateway/usage/waiting.ts';

export type HandOver = {
  /** Takes a batch; it lies safe soon. */
  readonly take: (batch: Pick<UsageBatch, 'bodies'>) => void;
  /** Bytes that the control process has not acknowledged, on the disk and before it. */
  readonly waitingBytes: () => number;
  /** Writes what is left, and sends it if that goes quickly. */
  readonly close: () => Promise<void>;
};

type HandOverOptions = {
  readonly dataFolder: string;
  readonly control: Control;
  readonly log: Log;
  readonly times?: SenderTimes;
};

type Sending = HeldSpool & { readonly sender: Sender };

/** Opens it; a folder that cannot be written is tried again, and what comes meanwhile waits in memory. */
export function openHandOver({ dataFolder, control, log, times }: HandOverOptions): HandOver {
  const dispatcher = new Agent({ allowH2: false, maxResponseSize: limits.usageAnswerBytes });
  const waiting = openWaitingBodies(log);
  let own: Sending | null = null;
  const left: Sending[] = [];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let failing = false;

  function sendFrom(held: HeldSpool): Sending {
    const options = { spool: held.spool, control, dispatcher, log, ...(times === undefined ? {} : { times }) };
    return { ...held, sender: openSender(options) };
  }

  async function open(): Promise<Sending> {
    if (own !== null) return own;
    own = sendFrom(await openOwnSpool(dataFolder, log));
    left.push(...(await openLeftSpools(dataFolder, log)).map(sendFrom));
    return own;
  }

  async function writeAll(): Promise<void> {
    try {
      const { spool, sender } = await open();
      for (let bodies = waiting.first(); bodies.length > 0; bodies = waiting.first()) {
        await spool.append(bodies);
        waiting.remove(bodies);
        sender.wake();
      }
      if (failing) log.info('usage can be written again');
      failing = false;
    } catch (cause) {
      if (!failing) log.error('usage cannot be written, and waits in memory', {}, cause);
      failing = true;
      soon(limits.usageHandOverMs);
    }
  }

  function soon(ms: number): void {
    timer ??= setTimeout(write, ms);
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeAll().finally(() => {
      writing = null;
    });
  }

  // What the last run has left need not wait for the first request of this one.
  write();
  return {
    take: (batch) => {
      for (const { buffer, byteOffset, length } of batch.bodies) waiting.add(Buffer.from(buffer, byteOffset, length));
      soon(limits.usageGatherMs);
    },
    waitingBytes: () =>
      [...(own === null ? [] : [own]), ...left].reduce((sum, { spool }) => sum + spool.waitingBytes, waiting.bytes()),
    close: async () => {
      await writing;
      write();
      await writing;
      clearTimeout(timer);
      const signal = AbortSignal.timeout(limits.usageLastPostsMs);
      const all = own === null ? left : [own, ...left];
      await Promise.all(all.map(({ sender }) => sender.finish(signal)));
      for (const { spool, release } of all) {
        await spool.close();
        release();
      }
      await dispatcher.destroy();
    },
  };
}
