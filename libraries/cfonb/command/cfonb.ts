#!/usr/bin/env node
/** The command: `cfonb FILE`. */
import { once } from 'node:events';
import { run } from '#cfonb/command/run.ts';

// Somebody who has read enough, such as `head`, closes our output: that is no fault.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code === 'EPIPE') process.exit(0);
  throw cause;
});

process.exitCode = await run(process.argv.slice(2), {
  input: process.stdin,
  print: async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
  complain: (text) => void process.stderr.write(text),
});
