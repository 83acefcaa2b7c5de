/**
 * The spools of a data folder. Each is one gateway's at a time: where several gateways share the folder, each takes the first that
 * is free, and one also sends what others have left that run no more.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFile, type ReleaseLock } from '#base/file-lock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { openSpool, type Spool } from '#gateway/usage/spool/spool.ts';

export type HeldSpool = { readonly spool: Spool; readonly release: ReleaseLock };

function nameOf(number: number): string {
  return number === 1 ? 'spool' : `spool-${number}`;
}

/** Opens the first spool of `<dataFolder>/gateway/usage/` that nobody holds. @throws Error */
export async function openOwnSpool(dataFolder: string, log: Log): Promise<HeldSpool> {
  const folder = join(dataFolder, 'gateway', 'usage');
  for (let number = 1; number <= limits.usageSpools; number += 1) {
    const held = await hold(join(folder, nameOf(number)), log);
    if (held !== null) return held;
  }
  throw new Error(`all ${limits.usageSpools} spools of ${folder} are in use`);
}

/** Opens those that others have left. @throws Error */
export async function openLeftSpools(dataFolder: string, log: Log): Promise<HeldSpool[]> {
  const folder = join(dataFolder, 'gateway', 'usage');
  const known = new Set(Array.from({ length: limits.usageSpools }, (_, index) => nameOf(index + 1)));
  const left: HeldSpool[] = [];
  for (const name of (await readdir(folder)).filter((one) => known.has(one))) {
    const held = await hold(join(folder, name), log);
    if (held !== null) left.push(held);
  }
  return left;
}

async function hold(folder: string, log: Log): Promise<HeldSpool | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = lockFile(join(folder, 'lock'));
  if (release === null) return null;
  try {
    return { spool: await openSpool(folder, log), release };
  } catch (cause) {
    release();
    throw cause;
  }
}
