/** The keys of an instance: from the settings, else from the data folder, where a missing one is made. */
import { join } from 'node:path';
import { readKeyFile } from '#base/key-file.ts';
import type { SealingKey } from '#base/seal.ts';
import type { Settings } from '#base/settings.ts';

function keyFile(settings: Settings, name: string): Promise<string> {
  return readKeyFile(join(settings.data, 'keys', `${name}.key`));
}

/** What gateways show to the control process and at introspection. */
export async function readGatewayKey(settings: Settings): Promise<string> {
  return settings.gatewayKey ?? keyFile(settings, 'gateway');
}

/** Bearer token of the admin API. */
export async function readAdminKey(settings: Settings): Promise<string> {
  return settings.adminKey ?? keyFile(settings, 'admin');
}

/** Opens what is sealed in the database. */
export async function readSealingKey(settings: Settings): Promise<SealingKey> {
  return { bytes: Buffer.from(settings.sealingKey ?? (await keyFile(settings, 'sealing')), 'base64url') };
}
