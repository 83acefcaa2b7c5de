/** @fastify/http-proxy, the proxy that most Node programs use, with its defaults and no check. */
import { join } from 'node:path';
import { startServer } from '#bench/server-process.ts';
import { npmPackages } from '#bench/gateway/npm-packages.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { testedCore, type Subject } from '#bench/gateway/subject.ts';

export async function startFastifyHttpProxy(stage: Stage): Promise<Subject> {
  const file = join(import.meta.dirname, 'fastify-http-proxy-process.ts');
  const process = await startServer<{ url: string }>(file, testedCore, {
    args: [npmPackages(), stage.upstream],
    logFile: join(stage.folder, 'fastify.log'),
  });
  return { name: '@fastify/http-proxy', process: stage.own(process), url: process.ready.url };
}
