/**
 * One client, as a process of its own: it calls until it is told that it is enough, and then says what it saw. Its argument is its
 * plan as JSON; it is started with a channel, on which it says now and then how many calls have been answered.
 */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  clientPlanSchema,
  sliceMs,
  type ClientMessage,
  type ClientPlan,
  type Tally,
} from '#test/metering/exactness/tally.ts';

/** Between two attempts to reach a gateway that is not there. */
const awayMs = 20;
/** Longest wait for an answer. */
const answerMs = 30_000;
const tellMs = 50;

type Fate = Pick<Tally, 'outcome' | 'status' | 'reason'>;

const broken: Fate = { outcome: 'broken', status: 0, reason: '' };
const unsent: Fate = { outcome: 'unsent', status: 0, reason: '' };

/** One call, and what became of it; never rejects. */
function call(agent: Agent, port: number, { path, headers }: ClientPlan['jobs'][number]): Promise<Fate> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, agent, timeout: answerMs });
    sent.once('response', (answer) => {
      const { statusCode: status = 0 } = answer;
      const reason = String(answer.headers['x-guichet-reason'] ?? '');
      answer.once('end', () => resolve({ outcome: 'answered', status, reason }));
      answer.once('error', () => resolve(broken));
      answer.once('close', () => resolve(broken));
      answer.resume();
    });
    sent.once('timeout', () => sent.destroy());
    sent.once('error', (cause) => resolve('code' in cause && cause.code === 'ECONNREFUSED' ? unsent : broken));
    sent.end();
  });
}

function tell(message: ClientMessage, told: () => void = () => undefined): void {
  process.send?.(message, told);
}

async function work({ ports, jobs, loops, pauseMs }: ClientPlan): Promise<void> {
  const agents = ports.map(() => new Agent({ keepAlive: true, maxSockets: loops }));
  const tallies = new Map<string, Tally & { calls: number }>();
  const enough = new AbortController();
  let turn = 0;
  let answered = 0;
  process.on('message', () => enough.abort());

  function note(job: number, gateway: number, fate: Fate): void {
    const atMs = Math.floor(Date.now() / sliceMs) * sliceMs;
    const key = `${job} ${gateway} ${fate.outcome} ${fate.status} ${fate.reason} ${atMs}`;
    const tally = tallies.get(key) ?? { job, gateway, ...fate, atMs, calls: 0 };
    tally.calls += 1;
    tallies.set(key, tally);
    if (fate.outcome === 'answered') answered += 1;
  }

  async function callOnAndOn(): Promise<void> {
    while (!enough.signal.aborted) {
      const number = turn % jobs.length;
      const round = Math.floor(turn / jobs.length);
      turn += 1;
      const job = jobs[number];
      const gateway = job?.gateways[round % job.gateways.length] ?? 0;
      const agent = agents[gateway];
      if (job === undefined || agent === undefined) throw new Error('nothing to call');
      const fate = await call(agent, ports[gateway] ?? 0, job);
      note(number, gateway, fate);
      const restMs = fate.outcome === 'unsent' ? awayMs : pauseMs;
      if (restMs > 0) await pause(restMs);
    }
  }

  const telling = setInterval(() => tell({ answered }), tellMs);
  await Promise.all(Array.from({ length: loops }, callOnAndOn));
  clearInterval(telling);
  for (const agent of agents) agent.destroy();
  tell({ answered, tallies: [...tallies.values()] }, () => process.disconnect?.());
}

// Whoever started it is gone.
process.on('disconnect', () => process.exit());
await work(clientPlanSchema.parse(JSON.parse(process.argv[2] ?? '')));
