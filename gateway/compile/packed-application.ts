/**
 * An application that nobody has called yet, packed: half of what it takes unpacked, and one object instead of five for the
 * garbage collector to visit. Of a million applications few call within an hour.
 */
import type { ApplicationParts, Standing } from '#gateway/compile/application.ts';
import type { CompiledSecret } from '#gateway/decide/compiled-snapshot.ts';

export type PackedApplication = {
  /**
   * One character that counts the secrets, the 32 characters of each digest, and then, each after a line feed: id, name, and
   * of each secret its id and when it expires (nothing: never).
   */
  readonly text: string;
  readonly organisationId: string;
  readonly organisation: string;
  readonly standing: Standing;
};

const digestLength = 32;
const mostSecrets = 255;

/** Packs an application; null when it has what the packed form cannot hold. */
export function packApplication(parts: ApplicationParts): PackedApplication | null {
  const { id, name, secrets, organisationId, organisation, standing } = parts;
  const fields = [id, name, ...secrets.flatMap((secret) => [secret.id, expiryText(secret)])];
  if (secrets.length > mostSecrets || fields.some((field) => field.includes('\n'))) return null;
  if (secrets.some(({ digest }) => digest.length !== digestLength)) return null;
  const digests = secrets.map(({ digest }) => digest).join('');
  // `join` makes one plain string; `+` would keep both halves and a third object that joins them.
  const text = [`${String.fromCharCode(secrets.length)}${digests}`, ...fields].join('\n');
  return { text, organisationId, organisation, standing };
}

function expiryText({ expiresAtMs }: CompiledSecret): string {
  return expiresAtMs === Number.POSITIVE_INFINITY ? '' : String(expiresAtMs);
}

/** Gives back what was packed. */
export function unpackApplication(packed: PackedApplication, clientId: string): ApplicationParts {
  const { text, organisationId, organisation, standing } = packed;
  const digestsEnd = 1 + text.charCodeAt(0) * digestLength;
  const [id = '', name = '', ...fields] = text.slice(digestsEnd + 1).split('\n');
  const secrets: CompiledSecret[] = [];
  for (let from = 1; from < digestsEnd; from += digestLength) {
    const [secretId = '', expiry = ''] = fields.slice(secrets.length * 2);
    secrets.push({
      id: secretId,
      digest: text.slice(from, from + digestLength),
      expiresAtMs: expiry === '' ? Number.POSITIVE_INFINITY : Number(expiry),
    });
  }
  return { id, name, organisationId, organisation, clientId, secrets, standing };
}
