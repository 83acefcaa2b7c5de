/** One step of a first call: what it was for, how to do it by hand, and what came of it. */
export type Step = {
  readonly title: string;
  /** The equivalent command of `guichet`, where there is one. */
  readonly command?: string;
  /** The equivalent request: at the admin API, the issuer or the gateway. */
  readonly curl?: string;
  readonly result: string;
};

/** `text` as one word of a shell command. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
