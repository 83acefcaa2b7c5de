/** nginx: as upstream, as bare proxy, and the ground for the one with Lua. One worker, keep-alive on both sides. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchOnPort, type PinnedProcess } from '#bench/pinned-process.ts';
import { freePort } from '#test/ports.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { testedCore, type Subject } from '#bench/gateway/subject.ts';

export type Nginx = { readonly process: PinnedProcess; readonly port: number; readonly tlsPort: number };

export type NginxConfiguration = {
  readonly name: string;
  readonly core: number;
  /** Directives outside everything: modules. */
  readonly main?: string;
  /** Inside `http`. */
  readonly http?: string;
  /** Inside `server`. */
  readonly server: string;
};

/** Starts nginx with a server on two free ports, plain and TLS. */
export async function startNginx(stage: Stage, configuration: NginxConfiguration): Promise<Nginx> {
  const folder = join(stage.folder, configuration.name);
  mkdirSync(folder);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configurationText(stage, configuration, folder, { port, tlsPort }));
  const command = ['nginx', '-p', folder, '-c', file] as const;
  const logFile = join(folder, 'stderr.log');
  const process = await launchOnPort({ command, core: configuration.core, logFile }, port);
  return { process: stage.own(process), port, tlsPort };
}

/** Directives of a proxy that keeps its connections to the upstream. */
export const proxyDirectives = `
  proxy_pass http://upstream;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $host;`;

/** `upstream` with as many kept connections as our gateway's pool has. */
export function upstreamBlock(stage: Stage): string {
  return `upstream upstream { server ${new URL(stage.upstream).host}; keepalive 256; keepalive_requests 1000000000; }`;
}

/** nginx as a proxy that decides nothing. */
export async function startPlainNginx(stage: Stage): Promise<Subject> {
  const nginx = await startNginx(stage, {
    name: 'nginx',
    core: testedCore,
    http: upstreamBlock(stage),
    server: `location / { ${proxyDirectives} }`,
  });
  return subjectOf('nginx', nginx);
}

export function subjectOf(name: string, { process, port, tlsPort }: Nginx): Subject {
  return { name, process, url: `http://127.0.0.1:${port}`, tlsUrl: `https://127.0.0.1:${tlsPort}` };
}

function configurationText(
  stage: Stage,
  { main = '', http = '', server }: NginxConfiguration,
  folder: string,
  { port, tlsPort }: { readonly port: number; readonly tlsPort: number },
): string {
  return `
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')} warn;
${main}
events { worker_connections 16000; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  client_body_temp_path ${join(folder, 'body')};
  proxy_temp_path ${join(folder, 'proxy')};
  fastcgi_temp_path ${join(folder, 'fastcgi')};
  uwsgi_temp_path ${join(folder, 'uwsgi')};
  scgi_temp_path ${join(folder, 'scgi')};
  ${http}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    listen 127.0.0.1:${tlsPort} ssl backlog=4096;
    ssl_certificate ${stage.certificate.certFile};
    ssl_certificate_key ${stage.certificate.keyFile};
    ssl_protocols TLSv1.2 TLSv1.3;
    ${server}
  }
}`;
}
