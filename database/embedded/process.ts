import { readFileSync } from 'node:fs';

/** A zombie has ended, but its number is taken until its parent asks for its result. */
export type ProcessState = 'alive' | 'zombie' | 'gone';

/** Tells what has become of process `pid`. Zombies are told apart on Linux only. */
export function processState(pid: number): ProcessState {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // EPERM: it exists, under another account.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return 'gone';
  }
  if (process.platform !== 'linux') return 'alive';
  try {
    // The state is the first field behind the name, which stands in brackets and may hold anything (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z') ? 'zombie' : 'alive';
  } catch {
    return 'gone';
  }
}
