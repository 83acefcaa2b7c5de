/**
 * The certificates of a TLS listener, chosen by the name that a client asks for. Their files are looked at from time to
 * time and on demand; connections that stand keep what they began with, and a pair that is broken leaves the one before it
 * in force.
 */
import type { SecureContext, Server as TlsServer } from 'node:tls';
import { limits } from '#base/limits.ts';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import { byName, pairFor, type CertificatesByName } from '#gateway/listeners/certificates/by-name.ts';
import { pairsIn } from '#gateway/listeners/certificates/folder.ts';
import {
  readPair,
  stampOf,
  type CertificateFiles,
  type CertificatePair,
} from '#gateway/listeners/certificates/pair.ts';
import { serverOptions } from '#gateway/listeners/tls-options.ts';

/** Where certificates come from; one of the two at least. */
export type CertificateSources = {
  /** Serves clients that name no host, or one that no certificate is for; without it the first of the folder does. */
  readonly pair?: CertificateFiles | undefined;
  readonly folder?: string | undefined;
};

type ServerOptions = typeof serverOptions & {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly SNICallback: (name: string, done: (failure: Error | null, context?: SecureContext) => void) => void;
};

export type Certificates = {
  /** For `tls.createServer`, `ALPNProtocols` apart. */
  readonly serverOptions: () => ServerOptions;
  /** Names the server whose default certificate is replaced on a reload. */
  readonly attach: (server: TlsServer) => void;
  /** Reads all files again, changed or not. */
  readonly reload: () => Promise<void>;
  readonly close: () => void;
};

/** A pair as it was last seen: what is in force, and what its files looked like when they were last read. */
type Seen = { readonly inForce: CertificatePair | null; readonly stamp: string };
type SeenPairs = ReadonlyMap<string, Seen>;

type InForce = { readonly fallback: CertificatePair; readonly byName: CertificatesByName };

type Surroundings = { readonly log: Log; readonly clock: Clock };

/**
 * Reads the certificates and keeps them fresh. In a folder, a pair that cannot be used is logged and left out: one that
 * has lapsed must not take the others down.
 *
 * @throws Problem `certificate.unreadable`, `certificate.key_mismatch`, `certificate.expired` for the single pair;
 *   `certificate.none` when a folder has no usable pair (all 422)
 */
export async function openCertificates(sources: CertificateSources, around: Surroundings): Promise<Certificates> {
  if (sources.pair !== undefined) await readPair(sources.pair, around.clock.nowMs());
  let seen: SeenPairs = await look(sources, new Map(), { ...around, always: true });
  const first = choose(sources, seen);
  if (first === null) throw noCertificate(sources.folder ?? '');
  let inForce: InForce = first;
  let server: TlsServer | null = null;
  const refresh = async (always: boolean): Promise<void> => {
    const next = await look(sources, seen, { ...around, always });
    const chosen = choose(sources, next);
    // Files that vanish all at once are a mistake or a moment in a replacement: what there was goes on.
    if (chosen === null) return;
    [seen, inForce] = [next, chosen];
    server?.setSecureContext({ ...serverOptions, ...chosen.fallback.pem });
  };
  // One after the other: an older look must not overwrite a newer one.
  let last: Promise<void> = Promise.resolve();
  const refreshInTurn = (always: boolean): Promise<void> => {
    last = last
      .then(() => refresh(always))
      .catch((cause: unknown) => around.log.error('certificates could not be read again', {}, cause));
    return last;
  };
  const timer = setInterval(() => void refreshInTurn(false), limits.certificateCheckMs).unref();
  return {
    serverOptions: () => ({
      ...serverOptions,
      ...inForce.fallback.pem,
      SNICallback: (name, done) => done(null, (pairFor(inForce.byName, name) ?? inForce.fallback).context),
    }),
    attach: (attached) => {
      server = attached;
    },
    reload: () => refreshInTurn(true),
    close: () => clearInterval(timer),
  };
}

async function look(
  { pair, folder }: CertificateSources,
  before: SeenPairs,
  how: Surroundings & { readonly always: boolean },
): Promise<SeenPairs> {
  const files = [...(pair === undefined ? [] : [pair]), ...(folder === undefined ? [] : await pairsIn(folder))];
  const now = new Map<string, Seen>();
  for (const one of files) now.set(one.certFile, await lookAt(one, before.get(one.certFile), how));
  return now;
}

async function lookAt(
  files: CertificateFiles,
  before: Seen | undefined,
  { log, clock, always }: Surroundings & { readonly always: boolean },
): Promise<Seen> {
  // Before the reading: what is written while we read is seen at the next look.
  const stamp = await stampOf(files);
  if (!always && before?.stamp === stamp) return before;
  try {
    const read = await readPair(files, clock.nowMs());
    const until = new Date(read.validUntilMs).toISOString();
    log.info(before === undefined ? 'a certificate is in force' : 'a certificate was read again', {
      file: files.certFile,
      names: read.names.join(' '),
      until,
    });
    return { inForce: read, stamp };
  } catch (cause) {
    const fields = { file: files.certFile, code: cause instanceof Problem ? cause.code : 'internal.fault' };
    log.error('a certificate cannot be used', { ...fields, olderOneGoesOn: before?.inForce != null }, cause);
    return { inForce: before?.inForce ?? null, stamp };
  }
}

function choose({ pair }: CertificateSources, seen: SeenPairs): InForce | null {
  const usable = [...seen.values()].flatMap(({ inForce }) => inForce ?? []);
  const fallback = (pair === undefined ? null : seen.get(pair.certFile)?.inForce) ?? usable[0];
  return fallback === undefined ? null : { fallback, byName: byName(usable) };
}

function noCertificate(folder: string): Problem {
  return new Problem('certificate.none', 422, {
    en: `No certificate in ${folder} can be used: expected NAME.pem beside NAME.key, or NAME/fullchain.pem and NAME/privkey.pem; the log says what is wrong with those found.`,
    fr: `Aucun certificat de ${folder} n'est utilisable : attendu NOM.pem à côté de NOM.key, ou NOM/fullchain.pem et NOM/privkey.pem ; le journal dit ce qui ne va pas.`,
  });
}
