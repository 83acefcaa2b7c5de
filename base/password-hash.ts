/**
 * Passwords as argon2id (RFC 9106) in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, with the parameters that
 * the OWASP Password Storage Cheat Sheet gives (19 MiB, two passes, one lane). Hashing runs on libuv's thread pool,
 * never on the main thread, behind a gate of as many at once as there are cores.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { openGate } from '#base/gate.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

export type PasswordHasher = {
  /** Gives the PHC form of `password` with a salt of its own. @throws Problem `password.busy` (503) */
  readonly hash: (password: string) => Promise<string>;
  /**
   * Tells whether `password` is the one that `phc` was made from. Null (no such account, or one without a password) costs
   * the same time and is never right.
   *
   * @throws Problem `password.busy` (503) when too many hashes wait, `password.hash_broken` (500) when `phc` is none
   */
  readonly verify: (phc: string | null, password: string) => Promise<boolean>;
};

type HasherOptions = {
  /** Hashes at once; each takes 19 MiB. */
  readonly concurrency?: number;
  /** Hashes that may wait. */
  readonly queueLimit?: number;
};

type HashParameters = { readonly memoryKib: number; readonly passes: number; readonly lanes: number };
type ParsedHash = HashParameters & { readonly salt: Buffer; readonly digest: Buffer };

const current: HashParameters = { memoryKib: 19_456, passes: 2, lanes: 1 };
const saltBytes = 16;
const digestBytes = 32;

const phcPattern =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,6}),t=([1-9]\d?),p=([1-9]\d?)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/;

/** Opens a hasher; one a process is enough. */
export function openPasswordHasher(options: HasherOptions = {}): PasswordHasher {
  const gate = openGate({
    concurrency: options.concurrency ?? availableParallelism(),
    queueLimit: options.queueLimit ?? limits.passwordHashQueue,
    refuse: busy,
  });
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes);
      return formatPhc(current, salt, await gate.pass(() => derive(password, current, salt, digestBytes)));
    },
    verify: async (phc, password) => {
      const parsed = phc === null ? unknownHash() : parsePhc(phc);
      const digest = await gate.pass(() => derive(password, parsed, parsed.salt, parsed.digest.length));
      return timingSafeEqual(digest, parsed.digest) && phc !== null;
    },
  };
}

/** Something to hash against when there is nothing: takes as long as a real one. */
function unknownHash(): ParsedHash {
  return { ...current, salt: randomBytes(saltBytes), digest: Buffer.alloc(digestBytes) };
}

function derive(password: string, parameters: HashParameters, salt: Buffer, tagLength: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  argon2(
    'argon2id',
    {
      // Keyboards write "é" as one or two code points: NFC makes them one (RFC 8265 §4.2.1).
      message: password.normalize('NFC'),
      nonce: salt,
      parallelism: parameters.lanes,
      tagLength,
      memory: parameters.memoryKib,
      passes: parameters.passes,
    },
    (error, digest) => (error === null ? resolve(digest) : reject(error)),
  );
  return promise;
}

function formatPhc({ memoryKib, passes, lanes }: HashParameters, salt: Buffer, digest: Buffer): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(digest)}`;
}

/** Base64 as the PHC string format wants it: without padding. */
function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function parsePhc(phc: string): ParsedHash {
  const [, memory, passes, lanes, salt, digest] = phcPattern.exec(phc) ?? [];
  if (salt === undefined || digest === undefined) throw broken();
  const parsed: ParsedHash = {
    memoryKib: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    digest: Buffer.from(digest, 'base64'),
  };
  // Formatting it again must give the same: refuses left-over bits, which another decoder might read otherwise. RFC 9106
  // §3.1 wants at least 8 KiB a lane.
  const exact = formatPhc(parsed, parsed.salt, parsed.digest) === phc;
  if (!exact || parsed.memoryKib < 8 * parsed.lanes) throw broken();
  return parsed;
}

function broken(): Problem {
  return new Problem(
    'password.hash_broken',
    500,
    { en: 'The stored password cannot be read.', fr: 'Le mot de passe enregistré est illisible.' },
    { internal: 'a stored password hash is not an argon2id PHC string' },
  );
}

function busy(): Problem {
  return new Problem(
    'password.busy',
    503,
    {
      en: 'Too many passwords are being checked right now. Try again in a moment.',
      fr: 'Trop de mots de passe sont en cours de vérification. Réessayez dans un instant.',
    },
    { retryAfterSeconds: 1 },
  );
}
