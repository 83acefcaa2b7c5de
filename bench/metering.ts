/** What metering costs: script/bench metering [SECTION…] [--quick]. What is measured, and how, stands in bench/README.md. */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { onStage } from '#bench/gateway/on-stage.ts';
import { loadCore } from '#bench/gateway/subject.ts';
import { printCount } from '#bench/gateway/verdicts.ts';
import { makeJwts, makeTokens } from '#bench/gateway/world.ts';
import { gateway } from '#bench/metering/gateway.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
// The core under test is for the server under test alone.
execFileSync('taskset', ['-a', '-p', '-c', String(loadCore), String(process.pid)], { stdio: 'ignore' });
const credentials = { tokens: makeTokens(), jwts: await makeJwts() };
await onStage(values.quick, (stage) => gateway(stage, credentials));
printCount();
