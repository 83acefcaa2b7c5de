/**
 * Our gateway and others in turn on the same core, against the same upstream: script/bench gateway [SECTION…] [--quick].
 * What is measured, and how, stands in bench/README.md.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { onStage } from '#bench/gateway/on-stage.ts';
import { profile } from '#bench/gateway/profile.ts';
import type { Section } from '#bench/gateway/section.ts';
import { applications } from '#bench/gateway/sections/applications.ts';
import { bare } from '#bench/gateway/sections/bare.ts';
import { bodies } from '#bench/gateway/sections/bodies.ts';
import { checks } from '#bench/gateway/sections/checks.ts';
import { connections } from '#bench/gateway/sections/connections.ts';
import { cut } from '#bench/gateway/sections/cut.ts';
import { idle } from '#bench/gateway/sections/idle.ts';
import { jwt } from '#bench/gateway/sections/jwt.ts';
import { latency } from '#bench/gateway/sections/latency.ts';
import { routes } from '#bench/gateway/sections/routes.ts';
import { tls } from '#bench/gateway/sections/tls.ts';
import { loadCore } from '#bench/gateway/subject.ts';
import { printCount } from '#bench/gateway/verdicts.ts';
import { makeJwts, makeTokens } from '#bench/gateway/world.ts';

const sections: Readonly<Record<string, Section>> = {
  bare,
  checks,
  jwt,
  bodies,
  connections,
  cut,
  tls,
  routes,
  applications,
  idle,
  latency,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false } },
});
const chosen = positionals.length === 0 ? Object.keys(sections) : positionals;
const unknown = chosen.filter((name) => sections[name] === undefined);
if (unknown.length > 0) {
  console.error(`no such section: ${unknown.join(' ')}; there are: ${Object.keys(sections).join(' ')}`);
  process.exit(2);
}

// The core under test is for the server under test alone.
execFileSync('taskset', ['-a', '-p', '-c', String(loadCore), String(process.pid)], { stdio: 'ignore' });
const credentials = { tokens: makeTokens(), jwts: await makeJwts() };
const plays = values.profile ? [profile] : chosen.flatMap((name) => sections[name] ?? []);
for (const play of plays) await onStage(values.quick, (stage) => play(stage, credentials));
if (!values.profile) printCount();
