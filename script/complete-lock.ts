/**
 * Completes package-lock.json after a change of dependencies: `node script/complete-lock.ts`.
 *
 * npm leaves optional platform packages out of the lock when the registry at hand does not carry them, and `npm ci` then
 * refuses the lock. This adds an entry for each: its exact version, and the platform that its name tells, so that it is
 * installed on that platform alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const entrySchema = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });

const systems: Readonly<Record<string, string>> = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
};
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x'] as const;

/** The platform in a name such as `@oxlint/binding-linux-arm64-musl`. */
function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const parts = name.split(/[/-]/);
  const os = parts.map((part) => systems[part]).find((found) => found !== undefined);
  const cpu = processors.find((processor) => parts.includes(processor));
  if (os === undefined || cpu === undefined) throw new Error(`no platform in the name of ${name}: add it by hand`);
  if (os !== 'linux') return { os: [os], cpu: [cpu] };
  return { os: [os], cpu: [cpu], libc: [parts.some((part) => part.startsWith('musl')) ? 'musl' : 'glibc'] };
}

const path = new URL('../package-lock.json', import.meta.url);
const lock = lockSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  if (place === '') continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (
      lock.packages[`node_modules/${name}`] !== undefined ||
      lock.packages[`${place}/node_modules/${name}`] !== undefined
    )
      continue;
    const dev = entry.dev === true ? { dev: true } : {};
    lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), ...dev, optional: true };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} platform package(s) added to package-lock.json`);
