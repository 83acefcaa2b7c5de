/** A process that adds usage up until nothing waits, for tests that kill it: `node roll-up-process.ts <database url>`. */
import { silentLog } from '#base/log.ts';
import { connect } from '#database/connect.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';

const database = connect({ connectionString: process.argv[2] }, silentLog, 1);
await database.pool.query('select 1');
process.stdout.write('begun\n');
await openRollUp(database, 50).run();
await database.close();
