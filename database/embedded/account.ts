/**
 * Under which account the embedded server runs. PostgreSQL refuses to be root; any other user runs it as itself.
 */
import { readFileSync, statSync } from 'node:fs';
import { Problem } from '#base/problem.ts';

/** User and group of the server's process and files. */
export type ServerAccount = { readonly uid: number; readonly gid: number };

/**
 * Gives the account that runs the server of `cluster`: the owner of the cluster once it exists; before that ourselves or,
 * as root, `postgres`, else `nobody`.
 *
 * @throws Problem `data.not_ours` (500) when the cluster belongs to somebody else and we are not root
 */
export function serverAccount(cluster: string): ServerAccount {
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && self.uid !== 0 && owner.uid !== self.uid) {
    throw new Problem(
      'data.not_ours',
      500,
      {
        en: 'The data folder belongs to another user: start Guichet as that user, or give it another data folder.',
        fr: 'Le dossier de données appartient à un autre utilisateur : démarrez Guichet sous son nom ou indiquez un autre dossier.',
      },
      { internal: `${cluster} belongs to user ${owner.uid}, we are ${self.uid}` },
    );
  }
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  if (self.uid !== 0) return self;
  return accountNamed('postgres') ?? accountNamed('nobody') ?? { uid: 65_534, gid: 65_534 };
}

/** True when the server runs under another account than we do. */
export function isOtherAccount(account: ServerAccount): boolean {
  return account.uid !== process.getuid?.();
}

function accountNamed(name: string): ServerAccount | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  // macOS writes -2 for `nobody`: such ids cannot be passed on.
  if (uid === undefined || gid === undefined || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return undefined;
  return { uid: Number(uid), gid: Number(gid) };
}
