/** Asks the service of an API for its open data (docs/open-data.md). */
import { request as openPlain, type IncomingMessage } from 'node:http';
import { request as openSecure } from 'node:https';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import type { OpenDataSource } from '#registry/catalogue/open-data-source.ts';

export type DataAnswer = { readonly status: number; readonly type: string; readonly body: Buffer };

/**
 * Asks for `path` below `/open-data`.
 *
 * @throws Problem `open_data.unavailable` (503)
 */
export type AskForData = (source: OpenDataSource, path: string) => Promise<DataAnswer>;

type AskOptions = {
  /** Addresses by the name after `local:`. */
  readonly local: ReadonlyMap<string, string>;
  /** Makes the identity header for calls to an API. */
  readonly identityFor: (api: string) => Promise<string>;
};

/** Makes the function on the network. */
export function openAskForData({ local, identityFor }: AskOptions): AskForData {
  return async ({ upstream, authority, api }, path) => {
    const [first = ''] = upstream.split(' ');
    const base = first.startsWith('local:') ? local.get(first.slice('local:'.length)) : first;
    if (base === undefined) throw unavailable();
    const signal = AbortSignal.timeout(limits.openDataMs);
    try {
      const headers = { 'x-guichet-identity': await identityFor(api) };
      const ca = authority === null ? {} : { ca: authority };
      const answer = await new Promise<IncomingMessage>((done, fail) => {
        const open = base.startsWith('https:') ? openSecure : openPlain;
        open(`${base}/open-data/${path}`, { headers, signal, ...ca }, done).on('error', fail).end();
      });
      const body = await readWhole(answer);
      return { status: answer.statusCode ?? 502, type: answer.headers['content-type'] ?? '', body };
    } catch (cause) {
      throw unavailable(cause);
    }
  };
}

async function readWhole(answer: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > limits.openDataBytes) throw new Error('the answer is longer than it may be');
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

/** What people see when the service does not give its data. */
export function unavailable(cause?: unknown): Problem {
  const text = {
    en: 'The data cannot be read at the moment: the service behind this API does not answer. Try again in a moment.',
    fr: "Les données ne peuvent pas être lues pour l'instant : le service derrière cette API ne répond pas. Réessayez dans un instant.",
  };
  return new Problem('open_data.unavailable', 503, text, { cause });
}
