/** Servers that Debian packages, started for one test on a port of their own and stopped by their process. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts, freePort } from '#test/ports.ts';

export type Program = {
  readonly port: number;
  /** Holds its configuration and what it writes. */
  readonly folder: string;
  readonly close: () => Promise<void>;
};

export type ProgramName = 'nginx' | 'haproxy' | 'lighttpd';

/** How each one is started in the foreground, and told where its configuration is. */
const argumentsOf: Readonly<Record<ProgramName, (file: string, folder: string) => readonly string[]>> = {
  nginx: (file, folder) => ['-p', folder, '-e', join(folder, 'error.log'), '-c', file, '-g', 'daemon off;'],
  haproxy: (file) => ['-db', '-f', file],
  lighttpd: (file) => ['-D', '-f', file],
};

/** True when the program is there, or could be installed. */
export function hasProgram(name: ProgramName): boolean {
  if (isThere(name)) return true;
  if (process.getuid?.() !== 0) return false;
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: 'ignore',
  });
  return isThere(name);
}

function isThere(name: ProgramName): boolean {
  return spawnSync(name, ['-v'], { stdio: 'ignore' }).error === undefined;
}

/** Starts a program with the configuration that `configure` gives; settles when it accepts connections. */
export async function openProgram(
  name: ProgramName,
  configure: (port: number, folder: string) => string,
): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), `guichet-${name}-`));
  const port = await freePort();
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, configure(port, folder));
  const child = spawn(name, argumentsOf[name](file, folder), { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true });
  };
  while (!(await accepts(port))) {
    if (child.exitCode === null) continue;
    rmSync(folder, { recursive: true });
    throw new Error(`${name} did not start: ${said}`);
  }
  return { port, folder, close };
}

/** An nginx that passes everything on to `upstreamPort`, and writes `access.log`: id, status, method and target. */
export function nginxConfiguration(upstreamPort: number): (port: number, folder: string) => string {
  return (port, folder) => `
worker_processes 1;
pid ${folder}/nginx.pid;
user root;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  log_format seen escape=none '$http_x_request_id $status $request';
  keepalive_requests 1000000;
  client_max_body_size 0;
  upstream behind { server 127.0.0.1:${upstreamPort}; keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    access_log ${folder}/access.log seen;
    location / {
      proxy_pass http://behind;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
    }
  }
}
`;
}
