/** The clients, all of them. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { clientMessageSchema, type ClientPlan, type Tally } from '#test/metering/exactness/tally.ts';

const file = fileURLToPath(new URL('./client.ts', import.meta.url));

export type Clients = {
  /** Settles when so many calls have been answered. @throws Error when a client has ended */
  readonly reached: (calls: number) => Promise<void>;
  /** Tells them that it is enough; gives what they saw. */
  readonly finish: () => Promise<readonly Tally[]>;
  readonly kill: () => void;
};

type Client = {
  readonly child: ChildProcess;
  answered: number;
  tallies: readonly Tally[] | null;
  /** All that it has said has come. */
  gone: boolean;
};

/** Starts `count` clients of the same plan. */
export function startClients(count: number, plan: ClientPlan): Clients {
  let look: () => void = () => undefined;
  const clients = Array.from({ length: count }, (): Client => {
    const client: Client = { child: fork(file, [JSON.stringify(plan)]), answered: 0, tallies: null, gone: false };
    client.child.on('message', (message) => {
      const { answered, tallies = null } = clientMessageSchema.parse(message);
      Object.assign(client, { answered, tallies });
      look();
    });
    client.child.once('disconnect', () => {
      client.gone = true;
      look();
    });
    return client;
  });
  const sum = (): number => clients.reduce((calls, { answered }) => calls + answered, 0);
  const haveEnded = (): boolean => clients.some(({ gone, tallies }) => gone && tallies === null);
  const until = async (fits: () => boolean): Promise<void> => {
    while (!fits()) {
      if (haveEnded()) throw new Error('a client has ended before it was told to');
      await new Promise<void>((resolve) => (look = resolve));
    }
  };
  return {
    reached: (calls) => until(() => sum() >= calls),
    finish: async () => {
      for (const { child } of clients) child.send('enough');
      await until(() => clients.every(({ tallies }) => tallies !== null));
      await Promise.all(clients.map(({ child }) => (child.exitCode === null ? once(child, 'exit') : null)));
      return clients.flatMap(({ tallies }) => tallies ?? []);
    },
    kill: () => {
      for (const { child } of clients) child.kill('SIGKILL');
    },
  };
}
