import type { ThingType } from '#registry/declarations/thing.ts';
import type { Work } from '#registry/operation.ts';

/** Changes being carried out: the operation's work, and the id of everything that exists by now. */
export type Writing = {
  readonly work: Work;
  readonly idOf: (type: ThingType, key: string) => string;
};
