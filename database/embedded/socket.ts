import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#base/problem.ts';
import { isOtherAccount, type ServerAccount } from '#database/embedded/account.ts';

/** The number in the socket's name; there is no TCP port. */
export const socketPort = 5432;

/** Name of the socket in its folder, as PostgreSQL and `pg` know it. */
export const socketName = `.s.PGSQL.${socketPort}`;

/** A socket's path must fit into `sun_path`: 108 bytes on Linux and 104 on macOS, with the zero at the end. */
const longestPathBytes = 103;

/**
 * Gives the folder of the server's socket: `cluster` (a real path) itself, which only its account can enter; where that is too
 * long a path for a socket, `/tmp/guichet-<hash of the path>`.
 */
export function socketFolder(cluster: string): string {
  if (Buffer.byteLength(join(cluster, socketName)) <= longestPathBytes) return cluster;
  const hash = createHash('sha256').update(cluster).digest('hex').slice(0, 16);
  return `/tmp/guichet-${hash}`;
}

/**
 * Makes a socket folder outside the cluster, open to the server's account only, or makes sure that it is so: in `/tmp`
 * anybody could have made it before us, with a server of their own in it.
 *
 * @throws Problem `database.socket_folder_unsafe` (500) when it belongs to somebody else or others may enter it
 */
export function secureSocketFolder(folder: string, account: ServerAccount): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
    if (isOtherAccount(account)) chownSync(folder, account.uid, account.gid);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  }
  const entry = lstatSync(folder);
  if (entry.isDirectory() && entry.uid === account.uid && (entry.mode & 0o077) === 0) return;
  throw new Problem('database.socket_folder_unsafe', 500, {
    en: `The folder ${folder} of the database's socket belongs to somebody else or is open to others: remove it, or use a data folder with a shorter path.`,
    fr: `Le dossier ${folder} de la socket de la base appartient à un autre ou est ouvert à d'autres : supprimez-le ou utilisez un dossier de données au chemin plus court.`,
  });
}
