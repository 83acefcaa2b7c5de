/**
 * `postmaster.pid` of a cluster: who runs on it. PostgreSQL writes it; we read it, and never delete it, because it also
 * names the shared memory by which a new server finds backends of a dead one that still write.
 */
import { open, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { processState } from '#database/embedded/process.ts';

/** What stands on the first line: the process, and whether it runs, has ended unreaped, or is another program by now. */
export type Postmaster = { readonly pid: number; readonly state: 'running' | 'zombie' | 'stranger' };

/** Finds the server that holds `cluster`; undefined when no process has the recorded number. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(/^-?(\d+)\n/.exec(text)?.[1]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  const state = processState(pid);
  if (state === 'gone') return undefined;
  if (state === 'zombie') return { pid, state };
  return { pid, state: (await worksIn(pid, cluster)) ? 'running' : 'stranger' };
}

/** A postmaster's working directory is its cluster. Where that cannot be seen, the record is believed. */
async function worksIn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
  } catch (cause) {
    // EACCES: another account's process, hence no server of ours.
    return !(cause instanceof Error && 'code' in cause && cause.code === 'EACCES');
  }
}

/**
 * Makes the next server see that process `pid`, recorded in `path`, has ended although its number is taken (by a zombie that
 * nobody reaps, or by another program since a reboot). PostgreSQL refuses to start over a number that is alive, unless it
 * is its parent's: so ours takes its place. The rest of the file stays, and with it the check for backends left behind.
 */
export async function disownPostmaster(path: string, pid: number): Promise<void> {
  const file = await open(path, 'r+').catch(() => undefined);
  if (file === undefined) return;
  try {
    const text = await file.readFile('utf8');
    const first = /^\s*-?(\d+)\s*\n/.exec(text);
    if (first === null || Number(first[1]) !== pid) return;
    await file.truncate(0);
    await file.write(`${process.pid}\n${text.slice(first[0].length)}`, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}
