/** The service behind all gateways: nginx on the load's core, with 1,024 bytes of JSON and files of 64 KB and 1 MB. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNginx } from '#bench/gateway/nginx.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { loadCore } from '#bench/gateway/subject.ts';

const jsonBytes = 1024;
const files = { '64k': 64 * 1024, '1m': 1024 * 1024 } as const;

/** Bytes of its answer to a path, whatever the base path. */
export function answerBytes(path: string): number | undefined {
  const sizes: Readonly<Record<string, number>> = { ...files, json: jsonBytes };
  return sizes[path.slice(path.lastIndexOf('/') + 1)];
}

/** Starts it; gives its address. It answers the same below every base path, so that no gateway has to rewrite one. */
export async function startUpstream(stage: Stage): Promise<string> {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(stage.folder, name), randomBytes(bytes));
  const json = `{"text":"${'x'.repeat(jsonBytes - '{"text":""}'.length)}"}`;
  const locations = ['', '/bench', '/jwt'].map(
    (basePath) => `
    location = ${basePath}/json { default_type application/json; return 200 '${json}'; }
    ${Object.keys(files)
      .map((name) => `location = ${basePath}/${name} { alias ${join(stage.folder, name)}; }`)
      .join('\n')}`,
  );
  const { port } = await startNginx(stage, {
    name: 'upstream',
    core: loadCore,
    http: 'open_file_cache max=10; sendfile on; default_type application/octet-stream;',
    server: locations.join('\n'),
  });
  return `http://127.0.0.1:${port}`;
}
