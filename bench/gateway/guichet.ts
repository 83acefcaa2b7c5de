/** Our gateway with its control process and issuer, and the rows that it gives. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import type { RequestLog } from '#gateway/usage/sampling.ts';
import type { PinnedProcess } from '#bench/pinned-process.ts';
import { startServer } from '#bench/server-process.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { loadCore, testedCore, type Subject } from '#bench/gateway/subject.ts';
import { tokenCount, type World } from '#bench/gateway/world.ts';

export type Guichet = Subject & {
  readonly tlsUrl: string;
  /** True once every opaque token has been verified. */
  readonly knowsTokens: () => Promise<boolean>;
};

export type GuichetOptions = {
  readonly name?: string;
  readonly world: Omit<World, 'upstream'>;
  readonly flags?: readonly string[];
  /** What it logs, as in production when it is not given; `nothing`: it does not even count. */
  readonly usage?: RequestLog | 'nothing';
  /** Longest wait for the snapshot to be in force. */
  readonly patienceMs?: number;
};

/** Starts both and waits until the snapshot is in force. */
export async function startGuichet(
  stage: Stage,
  { name = 'guichet', world, flags = [], usage = 'sampled', patienceMs = 60_000 }: GuichetOptions,
): Promise<Guichet> {
  const dataFolder = join(stage.folder, name);
  mkdirSync(dataFolder);
  const control = await start<{ url: string }>(stage, 'control-process', loadCore, {
    args: [JSON.stringify({ ...world, upstream: stage.upstream })],
    logFile: join(dataFolder, 'control.log'),
  });
  const gateway = await start<{ url: string; tlsUrl: string }>(stage, 'guichet-process', testedCore, {
    args: [
      JSON.stringify({
        ...{ control: control.ready.url, dataFolder, tls: stage.certificate, countsUsage: usage !== 'nothing' },
        ...(usage === 'nothing' ? {} : { requestLog: usage }),
      }),
    ],
    logFile: join(dataFolder, 'gateway.log'),
    flags,
    patienceMs,
  });
  const knowsTokens = async (): Promise<boolean> => {
    const { body } = await request(`${control.ready.url}/introspections`);
    return Number(await body.text()) >= tokenCount;
  };
  return { name, process: gateway, ...gateway.ready, knowsTokens };
}

async function start<Ready>(
  stage: Stage,
  name: string,
  core: number,
  options: Parameters<typeof startServer>[2],
): Promise<PinnedProcess & { readonly ready: Ready }> {
  return stage.own(await startServer<Ready>(join(import.meta.dirname, `${name}.ts`), core, options));
}
