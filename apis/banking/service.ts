/** Banking as an ordinary HTTP service: it knows nothing of Guichet but the signed identity header. */
import { openBankingApp, type BankingOptions } from '#apis/banking/app.ts';
import { emptyFolder } from '#apis/banking/import/receive.ts';
import { ImportRunner } from '#apis/banking/import/runner.ts';
import { migrateBanking } from '#apis/banking/schema/migrate.ts';

export type Banking = {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Waits for the import that is under way. */
  readonly close: () => Promise<void>;
};

/** Makes the service as `(Request) => Response`, its schema up to date; imports that wait since the last end are taken up. */
export async function openBanking(options: BankingOptions): Promise<Banking> {
  await migrateBanking(options.pool);
  await emptyFolder(options.folder);
  const runner = new ImportRunner(options);
  const app = openBankingApp(options, runner);
  await runner.resume();
  return { fetch: async (request) => app.fetch(request), close: () => runner.close() };
}
