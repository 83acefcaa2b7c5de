/** HAProxy with one thread, as a proxy that decides nothing. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchOnPort } from '#bench/pinned-process.ts';
import { freePort } from '#test/ports.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { testedCore, type Subject } from '#bench/gateway/subject.ts';

export async function startHaproxy(stage: Stage): Promise<Subject> {
  const [port, tlsPort] = [await freePort(), await freePort()];
  const file = join(stage.folder, 'haproxy.cfg');
  const bundle = join(stage.folder, 'haproxy.pem');
  const { certFile, keyFile } = stage.certificate;
  writeFileSync(bundle, readFileSync(certFile, 'utf8') + readFileSync(keyFile, 'utf8'));
  writeFileSync(
    file,
    `
global
  nbthread 1
  maxconn 4000
  log /dev/null local0
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  http-reuse always
frontend entry
  bind 127.0.0.1:${port}
  bind 127.0.0.1:${tlsPort} ssl crt ${bundle}
  default_backend upstream
backend upstream
  server upstream ${new URL(stage.upstream).host} pool-max-conn 256
`,
  );
  const logFile = join(stage.folder, 'haproxy.log');
  const process = await launchOnPort({ command: ['haproxy', '-db', '-f', file], core: testedCore, logFile }, port);
  return {
    name: 'HAProxy',
    process: stage.own(process),
    url: `http://127.0.0.1:${port}`,
    tlsUrl: `https://127.0.0.1:${tlsPort}`,
  };
}
