/** The registry for one command: opened beside a running server or alone, closed at the end. */
import { join } from 'node:path';
import { systemClock } from '#base/clock.ts';
import { readKeyFile } from '#base/key-file.ts';
import type { Log } from '#base/log.ts';
import { openPasswordHasher } from '#base/password-hash.ts';
import type { SealingKey } from '#base/seal.ts';
import type { Settings } from '#base/settings.ts';
import type { CommandContext } from '#commands/command.ts';
import { openDatabase } from '#database/open.ts';
import type { Actor, Registry } from '#registry/operation.ts';

/** Who acts when a command does: this instance's own hands. */
export const commandLine: Actor = { kind: 'operator', name: 'command line' };

/** The three keys of an instance. */
export type InstanceKeys = { readonly sealing: SealingKey; readonly gateway: string; readonly admin: string };

/** Reads the keys from the settings, else from the data folder, where missing ones are made. */
export async function readInstanceKeys(settings: Settings): Promise<InstanceKeys> {
  const keyFile = (name: string) => readKeyFile(join(settings.data, 'keys', `${name}.key`));
  const sealing = settings.sealingKey ?? (await keyFile('sealing'));
  return {
    sealing: { bytes: Buffer.from(sealing, 'base64url') },
    gateway: settings.gatewayKey ?? (await keyFile('gateway')),
    admin: settings.adminKey ?? (await keyFile('admin')),
  };
}

export type OpenRegistry = { readonly registry: Registry; readonly close: () => Promise<void> };

/**
 * Opens the registry: `own` for the server, `join` for a command beside it.
 *
 * @throws Problem of `openDatabase`
 */
export async function openRegistry(settings: Settings, log: Log, mode: 'own' | 'join'): Promise<OpenRegistry> {
  const database = await openDatabase({
    dataFolder: settings.data,
    databaseUrl: settings.databaseUrl,
    log,
    mode,
    ...(mode === 'join' ? { poolSize: 2 } : {}),
  });
  const sealingKey = (await readInstanceKeys(settings)).sealing;
  const passwords = openPasswordHasher();
  return { registry: { database, clock: systemClock, sealingKey, passwords }, close: () => database.close() };
}

/** Runs `work` on the registry and closes it whatever happens. */
export async function withRegistry<Result>(
  context: CommandContext,
  work: (registry: Registry) => Promise<Result>,
): Promise<Result> {
  const opened = await openRegistry(context.settings, context.log, 'join');
  try {
    return await work(opened.registry);
  } finally {
    await opened.close();
  }
}
