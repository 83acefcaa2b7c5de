/**
 * What metering costs the gateway (`gateway`), how fast what it counts is stored and read (`store`), and whether it is what clients
 * saw (`exactness`): script/bench metering [SECTION…] [--quick]. What is measured, and how, stands in bench/README.md.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { onStage } from '#bench/gateway/on-stage.ts';
import { loadCore } from '#bench/gateway/subject.ts';
import { printCount } from '#bench/gateway/verdicts.ts';
import { makeJwts, makeTokens } from '#bench/gateway/world.ts';
import { measureExactness } from '#bench/metering/exactness.ts';
import { gateway } from '#bench/metering/gateway.ts';
import { measureStore } from '#bench/metering/store.ts';

const sections = ['store', 'exactness', 'gateway'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !sections.some((section) => section === name));
if (unknown.length > 0) {
  console.error(`no such section: ${unknown.join(' ')}; there are: ${sections.join(' ')}`);
  process.exit(2);
}
const { quick } = values;
const asked = (section: (typeof sections)[number]): boolean =>
  positionals.length === 0 || positionals.includes(section);

if (asked('store')) await measureStore({ quick });
if (asked('exactness') && !(await measureExactness({ quick }))) process.exitCode = 1;
if (asked('gateway')) {
  // The core under test is for the server under test alone.
  execFileSync('taskset', ['-a', '-p', '-c', String(loadCore), String(process.pid)], { stdio: 'ignore' });
  const credentials = { tokens: makeTokens(), jwts: await makeJwts() };
  await onStage(quick, (stage) => gateway(stage, credentials));
  printCount();
}
