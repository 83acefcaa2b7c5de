import pg from 'pg';
import { limits } from '#base/limits.ts';

/** `up`: it answers; `down`: nobody listens, or only to say that it starts or stops; `refused`: it answers, but not to us. */
export type Reach = 'up' | 'down' | 'refused';

/** PostgreSQL's codes of a server that starts, stops, recovers or has all its connections in use. */
const passingCodes = new Set(['57P03', '57P01', '57P02', '53300', '08006', '08001', '08004']);
const systemCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ENOTCONN', 'EACCES']);

/** Connects and says whether the server answers; `lacking` tells that it does but the database does not exist (3D000). */
export async function reachServer(connection: pg.ClientConfig): Promise<Reach | 'lacking'> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: limits.databaseConnectMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'up';
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === '3D000') return 'lacking';
    // Without a code: the connection ended or timed out before the server said anything.
    return code === '' || passingCodes.has(code) || systemCodes.has(code) ? 'down' : 'refused';
  } finally {
    await client.end().catch(() => undefined);
  }
}
