import { getLoggedRequest } from '#metering/request-log/get.ts';
import { listLoggedRequests } from '#metering/request-log/list.ts';

/** What can be done with the request log. */
export const requestLogOperations = [listLoggedRequests, getLoggedRequest] as const;
