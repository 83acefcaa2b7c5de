/** express-gateway with one pipeline that only forwards. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchOnPort } from '#bench/pinned-process.ts';
import { npmPackages } from '#bench/gateway/npm-packages.ts';
import { freePort } from '#test/ports.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { testedCore, type Subject } from '#bench/gateway/subject.ts';

const nodeScript = join(import.meta.dirname, '../../script/node');

export async function startExpressGateway(stage: Stage): Promise<Subject> {
  const packageFolder = join(npmPackages(), 'node_modules', 'express-gateway');
  const folder = join(stage.folder, 'express-gateway');
  const port = await freePort();
  mkdirSync(folder);
  cpSync(join(packageFolder, 'lib/config/models'), join(folder, 'models'), { recursive: true });
  // What it ships is emulated Redis: no policy of this pipeline asks it anything.
  cpSync(join(packageFolder, 'lib/config/system.config.yml'), join(folder, 'system.config.yml'));
  writeFileSync(join(folder, 'gateway.config.yml'), pipeline(port, stage.upstream));
  const start = `require(${JSON.stringify(packageFolder)})().load(${JSON.stringify(folder)}).run()`;
  const process = await launchOnPort(
    {
      command: [nodeScript, '--eval', start],
      core: testedCore,
      env: { LOG_LEVEL: 'error', EG_CONFIG_DIR: folder },
      logFile: join(folder, 'stderr.log'),
    },
    port,
  );
  return { name: 'express-gateway', process: stage.own(process), url: `http://127.0.0.1:${port}` };
}

function pipeline(port: number, upstream: string): string {
  return `
http: { port: ${port}, hostname: 127.0.0.1 }
apiEndpoints: { all: { host: '*', paths: ['/*'] } }
serviceEndpoints: { upstream: { url: '${upstream}' } }
policies: [proxy]
pipelines:
  default:
    apiEndpoints: [all]
    policies:
      - proxy: [{ action: { serviceEndpoint: upstream } }]
`;
}
