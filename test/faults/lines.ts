/** Lines of a process, or of a log, for those who wait for one. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export type Lines = {
  readonly put: (line: string) => void;
  /** Gives the first line that fits and that nobody was given yet, as soon as it is there. */
  readonly next: (fits: (line: string) => boolean) => Promise<string>;
};

export function openLines(): Lines {
  const kept: string[] = [];
  const waiting = new Set<{ readonly fits: (line: string) => boolean; readonly take: (line: string) => void }>();
  return {
    put: (line) => {
      for (const waiter of waiting) {
        if (!waiter.fits(line)) continue;
        waiting.delete(waiter);
        waiter.take(line);
        return;
      }
      kept.push(line);
    },
    next: (fits) => {
      const index = kept.findIndex(fits);
      const [line] = index === -1 ? [] : kept.splice(index, 1);
      if (line !== undefined) return Promise.resolve(line);
      return new Promise((take) => void waiting.add({ fits, take }));
    },
  };
}

export function readLines(stream: Readable): Lines {
  const lines = openLines();
  createInterface({ input: stream }).on('line', lines.put);
  return lines;
}
