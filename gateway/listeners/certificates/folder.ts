/**
 * A folder of certificates, as people and as ACME clients lay them out: `NAME.pem` (or `.crt`) beside `NAME.key`, and
 * sub-folders with `fullchain.pem` and `privkey.pem`. Anything else in it is none of ours.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import type { CertificateFiles } from '#gateway/listeners/certificates/pair.ts';

const certificateFile = /^(.+)\.(?:pem|crt)$/;

/**
 * Lists the pairs in a folder, in the order of their names.
 *
 * @throws Problem `certificate.unreadable` (422) when the folder cannot be listed
 */
export async function pairsIn(folder: string): Promise<CertificateFiles[]> {
  const names = await list(folder);
  const pairs: CertificateFiles[] = [];
  for (const name of names.toSorted()) {
    const stem = certificateFile.exec(name)?.[1];
    if (stem !== undefined && names.includes(`${stem}.key`)) {
      pairs.push({ certFile: join(folder, name), keyFile: join(folder, `${stem}.key`) });
    } else if (await isFile(join(folder, name, 'fullchain.pem'))) {
      pairs.push({ certFile: join(folder, name, 'fullchain.pem'), keyFile: join(folder, name, 'privkey.pem') });
    }
  }
  return pairs.slice(0, limits.certificates);
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = {
      en: `The folder ${folder} cannot be listed: ${why}`,
      fr: `Le dossier ${folder} ne peut pas être lu : ${why}`,
    };
    throw new Problem('certificate.unreadable', 422, text, { cause });
  });
}
