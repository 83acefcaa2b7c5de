/** Whether the gateway is ready to serve, told on the local plain listener alone. */
import type { Answer } from '#gateway/refusals/details.ts';

export const healthPath = '/.guichet/health';

export type Health = {
  /** Null before the first snapshot. */
  readonly revision: number | null;
  readonly snapshotAgeMs: number | null;
  /** False while the control process is away and the last good snapshot serves. */
  readonly controlConnected: boolean;
};

export function healthAnswer(health: Health, requestId: string): Answer {
  const ready = health.revision !== null;
  return {
    status: ready ? 200 : 503,
    fields: [
      ['content-type', 'application/json'],
      ['cache-control', 'no-store'],
      ['x-request-id', requestId],
    ],
    body: JSON.stringify({ ready, ...health }),
  };
}
