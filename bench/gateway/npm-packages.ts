/** The gateways that come from npm, in a folder of their own: they are measured, and nothing of ours is built on them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const manifest = JSON.stringify({
  private: true,
  dependencies: { 'express-gateway': '1.16.11', '@fastify/http-proxy': '11.6.3', fastify: '5.12.8' },
});

/** Installs them once for this user, without running their scripts; gives the folder that they are in. */
export function npmPackages(): string {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'guichet-bench');
  const manifestFile = join(folder, 'package.json');
  const done = join(folder, 'node_modules', '.installed');
  if (existsSync(done) && readFileSync(done, 'utf8') === manifest) return folder;
  console.error(`Installing express-gateway and @fastify/http-proxy into ${folder}…`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifestFile, manifest);
  execFileSync('npm', ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(done, manifest);
  return folder;
}
