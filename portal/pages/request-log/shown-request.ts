import type { z } from 'zod';
import type { getLoggedRequest } from '#metering/request-log/get.ts';

/** A request as its page shows it. */
export type ShownRequest = z.output<typeof getLoggedRequest.output>;
