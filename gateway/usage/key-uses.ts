/** When API keys were used: to the hour, so that a key that calls all the time is told of once an hour. */
import { limits } from '#base/limits.ts';
import type { KeyUse } from '#gateway/usage/parcel.ts';

export type KeyUses = {
  readonly note: (id: string, atMs: number) => void;
  /** Gives what has been noted since the last time. */
  readonly take: () => readonly KeyUse[];
};

const hourMs = 3600_000;

export function openKeyUses(): KeyUses {
  const hours = new Map<string, number>();
  let noted: KeyUse[] = [];
  return {
    note: (id, atMs) => {
      const hour = Math.floor(atMs / hourMs);
      if (hours.get(id) === hour) return;
      // Those that are forgotten are told of once more.
      if (hours.size >= limits.rememberedKeyUses) hours.clear();
      hours.set(id, hour);
      noted.push({ id, atMs });
    },
    take: () => {
      const taken = noted;
      noted = [];
      return taken;
    },
  };
}
