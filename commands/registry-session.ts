/** The registry for one command: opened beside a running server or alone, closed at the end. */
import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { openPasswordHasher } from '#base/password-hash.ts';
import type { Settings } from '#base/settings.ts';
import type { CommandContext } from '#commands/command.ts';
import { readSealingKey } from '#commands/instance-keys.ts';
import { openDatabase } from '#database/open.ts';
import { migrateMetering } from '#metering/schema/migrate.ts';
import { openPasswordFailures } from '#registry/accounts/password-failures.ts';
import type { Actor, Registry } from '#registry/operation.ts';

/** Who acts when a command does: this instance's own hands. */
export const commandLine: Actor = { kind: 'operator', name: 'command line' };

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
  try {
    await migrateMetering(database.pool);
  } catch (cause) {
    await database.close();
    throw cause;
  }
  const sealingKey = await readSealingKey(settings);
  const passwords = openPasswordHasher();
  const passwordFailures = openPasswordFailures();
  const privateTargets = settings.webhookPrivateTargets;
  return {
    registry: { database, clock: systemClock, sealingKey, passwords, passwordFailures, privateTargets },
    close: () => database.close(),
  };
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
