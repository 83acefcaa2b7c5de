import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from '#base/problem.ts';

const keyPattern = /^[\w-]{43}$/;

/** Writes 32 random bytes to `path` unless it is there; the file appears whole or not at all, whoever else starts. */
async function makeKeyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Reads the key in `path`: 32 bytes as base64url on one line. Made, for its owner alone (0600), when it is not there.
 *
 * @throws Problem `key.unreadable` (500) when the file holds something else
 */
export async function readKeyFile(path: string): Promise<string> {
  if (!existsSync(path)) await makeKeyFile(path);
  return readExistingKeyFile(path);
}

/**
 * The same for a key that must be there already.
 *
 * @throws Problem `key.unreadable` (500); Error `ENOENT` when it is not
 */
export async function readExistingKeyFile(path: string): Promise<string> {
  const text = (await readFile(path, 'utf8')).trim();
  if (keyPattern.test(text)) return text;
  throw new Problem('key.unreadable', 500, {
    en: `${path} does not hold a key: expected 32 bytes as base64url on one line.`,
    fr: `${path} ne contient pas de clé : 32 octets en base64url sur une ligne sont attendus.`,
  });
}
