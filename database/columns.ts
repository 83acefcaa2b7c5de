import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Raw bytes. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** A moment in UTC. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** The primary key of every table that has no natural one: a UUID of version 7, made by us. */
export const id = () => uuid('id').primaryKey();

/** A document for full-text search; only SQL makes and reads one. */
export const searchDocument = customType<{ data: string }>({ dataType: () => 'tsvector' });
