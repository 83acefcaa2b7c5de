/** Sets a section's stage, a folder, a certificate, an upstream, and ends all that was started on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from '#test/tls/authority.ts';
import type { PinnedProcess } from '#bench/pinned-process.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { startUpstream } from '#bench/gateway/upstream.ts';
import { apiHost, passageHost } from '#bench/gateway/world.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Runs `play` on a stage of its own, and clears it away however that ends. */
export async function onStage(quick: boolean, play: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-gateway-'));
  const owned: PinnedProcess[] = [];
  const { certificateFile, keyFile } = makeCertificates(folder, [apiHost, passageHost]);
  const empty: Stage = {
    folder,
    quick,
    upstream: '',
    certificate: { certFile: certificateFile, keyFile },
    own: (process) => {
      owned.push(process);
      return process;
    },
  };
  const clear = async (): Promise<void> => {
    await Promise.all(owned.map((process) => process.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupt = (): void => void clear().then(() => process.exit(1));
  for (const signal of signals) process.once(signal, interrupt);
  process.stdout.once('error', interrupt);
  try {
    await play({ ...empty, upstream: await startUpstream(empty) });
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    process.stdout.off('error', interrupt);
    await clear();
  }
}
