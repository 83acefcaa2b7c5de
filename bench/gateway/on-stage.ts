/** Sets a section's stage, a folder, a certificate, an upstream, and ends all that was started on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from '#test/tls/authority.ts';
import type { PinnedProcess } from '#bench/pinned-process.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { startUpstream } from '#bench/gateway/upstream.ts';
import { apiHost, passageHost } from '#bench/gateway/world.ts';

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
  try {
    await play({ ...empty, upstream: await startUpstream(empty) });
  } finally {
    await Promise.all(owned.map((process) => process.stop()));
    rmSync(folder, { recursive: true });
  }
}
