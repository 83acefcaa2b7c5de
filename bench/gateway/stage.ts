import type { PinnedProcess } from '#bench/pinned-process.ts';

/** What one section has around it. */
export type Stage = {
  /** Gone when the section ends. */
  readonly folder: string;
  readonly quick: boolean;
  /** Address of the service behind. */
  readonly upstream: string;
  readonly certificate: { readonly certFile: string; readonly keyFile: string };
  /** Stops the process when the section ends. */
  readonly own: <Owned extends PinnedProcess>(process: Owned) => Owned;
};
