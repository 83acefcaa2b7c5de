import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Problem } from '#base/problem.ts';

/**
 * Sealing: AES-256-GCM with a key that is kept outside the database (`data/keys/sealing.key` or `GUICHET_SEALING_KEY`).
 * A sealed value is: version byte 1 ‖ 12 bytes nonce ‖ ciphertext ‖ 16 bytes tag. `context` (a row's id, say) is
 * authenticated, so that a sealed value moved to another row does not open.
 */
export type SealingKey = { readonly bytes: Buffer };

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/** Seals `plain` for `context`. */
export function seal(key: SealingKey, context: string, plain: Uint8Array | string): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(typeof plain === 'string' ? Buffer.from(plain) : plain), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]);
}

/**
 * Opens what `seal` made with the same key and context.
 *
 * @throws Problem `seal.broken` (500) when the key, the context or the bytes are not the ones it was sealed with
 */
export function unseal(key: SealingKey, context: string, sealed: Uint8Array): Buffer {
  try {
    if (sealed[0] !== version) throw new Error(`unknown version ${sealed[0]}`);
    const bytes = Buffer.from(sealed);
    const nonce = bytes.subarray(1, 1 + nonceLength);
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce);
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
    return Buffer.concat([
      decipher.update(bytes.subarray(1 + nonceLength, bytes.length - tagLength)),
      decipher.final(),
    ]);
  } catch (cause) {
    throw new Problem(
      'seal.broken',
      500,
      {
        en: 'A sealed value could not be opened: the sealing key is not the one it was made with.',
        fr: "Une valeur scellée n'a pas pu être ouverte : la clé de scellement n'est pas celle d'origine.",
      },
      { internal: `sealed for ${context}`, cause },
    );
  }
}
