import { Problem } from '#base/problem.ts';

/**
 * Waits for a listener on `host` to open.
 *
 * @throws Problem `server.port_taken` (409) when somebody else has its port
 */
export async function takePort<Opened>(host: string, opening: Promise<Opened>): Promise<Opened> {
  try {
    return await opening;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw portTaken(host, 'port' in cause && typeof cause.port === 'number' ? cause.port : 0, cause);
  }
}

function portTaken(host: string, port: number, cause: unknown): Problem {
  return new Problem(
    'server.port_taken',
    409,
    {
      en: `${host}:${port} is taken by another process: choose other ports with --port-base.`,
      fr: `${host}:${port} est pris par un autre processus : choisissez d'autres ports avec --port-base.`,
    },
    { cause },
  );
}
