/** What a process and all that it started use, read from /proc: threads are in their process, workers are its children. */
import { readdirSync, readFileSync } from 'node:fs';

export type Memory = {
  /** Resident, pages shared between processes counted in each of them. */
  readonly rssMb: number;
  /** Resident, shared pages divided among those that share them: what the thing costs. */
  readonly pssMb: number;
};

const microsecondsPerTick = 10_000;

/** CPU time used since the start, user and system, in microseconds. */
export function cpuMicroseconds(pid: number): number {
  return sum(familyOf(pid), ownCpuMicroseconds);
}

/** The same without its children. */
export function ownCpuMicroseconds(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * microsecondsPerTick;
}

export function memoryOf(pid: number): Memory {
  const family = familyOf(pid);
  const kilobytes = (name: string) =>
    sum(family, (member) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(`/proc/${member}/smaps_rollup`))?.[1] ?? 0),
    );
  return { rssMb: kilobytes('Rss') / 1024, pssMb: kilobytes('Pss') / 1024 };
}

/** Open files and sockets. */
export function descriptorsOf(pid: number): number {
  return sum(familyOf(pid), (member) => readdirSync(`/proc/${member}/fd`).length);
}

function familyOf(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(familyOf)];
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A process may end between two looks at it. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function sum(members: readonly number[], of: (member: number) => number): number {
  return members.reduce((total, member) => total + of(member), 0);
}
