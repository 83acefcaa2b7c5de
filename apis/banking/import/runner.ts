/** Processes kept imports: at once for a small file, one after the other behind the answer for large ones, and after a restart. */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { originalFile } from '#apis/banking/import/imports.ts';
import { processFile, type ImportTask } from '#apis/banking/import/process.ts';
import { inTransaction } from '#apis/banking/transaction.ts';

type TaskRow = {
  readonly id: string;
  readonly environment: string;
  readonly writable_dossiers: readonly string[];
  readonly account_id: string | null;
  readonly mode: ImportTask['mode'];
  readonly encoding: ImportTask['encoding'];
};

type RunnerOptions = { readonly pool: pg.Pool; readonly clock: Clock; readonly log: Log };

export class ImportRunner {
  readonly #options: RunnerOptions;
  #queue: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Puts behind one another what waits since before, when the process that took it ended too early. */
  async resume(): Promise<void> {
    const { rows } = await this.#options.pool.query<{ id: string }>(
      `select id from banking.imports where state = 'waiting' order by created_at`,
    );
    for (const { id } of rows) this.enqueue(id);
  }

  enqueue(importId: string): void {
    this.#queue = this.#afterQueue(this.#queue, importId);
  }

  async #afterQueue(queue: Promise<void>, importId: string): Promise<void> {
    await queue;
    if (this.#closed) return;
    try {
      await this.run(importId);
    } catch (cause) {
      this.#options.log.error('an import could not be processed', { import: importId }, cause);
    }
  }

  /** Waits for the import that is being processed; the others wait for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
  }

  /** Processes an import, unless it is processed already. Its statements and its end share one transaction. */
  async run(importId: string): Promise<void> {
    const { pool, clock } = this.#options;
    const { rows } = await pool.query<{ attempts: number }>(
      `update banking.imports set attempts = attempts + 1 where id = $1 and state = 'waiting' returning attempts`,
      [importId],
    );
    const attempts = rows[0]?.attempts;
    if (attempts === undefined) return;
    // One that ends the process each time must not do so for ever.
    if (attempts > limits.bankingImportAttempts) {
      await pool.query(`update banking.imports set state = 'failed', finished_at = $2 where id = $1`, [
        importId,
        new Date(clock.nowMs()),
      ]);
      return;
    }
    await inTransaction(pool, (client) => this.#process(client, importId));
  }

  async #process(client: pg.PoolClient, importId: string): Promise<void> {
    const { clock } = this.#options;
    // Progress is written beside this transaction, so not this row is locked but its number.
    const locked = await client.query<{ free: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free',
      [importId],
    );
    if (locked.rows[0]?.free !== true) return;
    const { rows } = await client.query<TaskRow>(
      `select id, environment, writable_dossiers, account_id, mode, encoding from banking.imports where id = $1 and state = 'waiting'`,
      [importId],
    );
    const [row] = rows;
    if (row === undefined) return;
    const { environment, account_id: accountId, mode, encoding } = row;
    const task = { importId, environment, dossiers: row.writable_dossiers.map(Number), accountId, mode, encoding };
    await client.query('savepoint before_import');
    const outcome = await processFile(client, task, originalFile(client, importId), this.#progressOf(importId));
    if (outcome.isRefused) await client.query('rollback to savepoint before_import');
    await client.query(
      `update banking.imports set state = $2, report = $3, touched_dossiers = $4, read_bytes = file_bytes, finished_at = $5 where id = $1`,
      [
        ...[importId, outcome.isRefused ? 'refused' : 'done', JSON.stringify(outcome.report)],
        ...[outcome.touchedDossiers, new Date(clock.nowMs())],
      ],
    );
  }

  /** Writes how far it is, now and then. */
  #progressOf(importId: string): (readBytes: number) => void {
    const { pool, log } = this.#options;
    let writtenMs = performance.now();
    return (readBytes) => {
      if (performance.now() - writtenMs < limits.bankingProgressMs) return;
      writtenMs = performance.now();
      pool
        .query(`update banking.imports set read_bytes = $2 where id = $1 and state = 'waiting'`, [importId, readBytes])
        .catch((cause: unknown) => log.warn('progress of an import could not be written', { cause: String(cause) }));
    };
  }
}
