import { requestLogOperations } from '#metering/request-log/operations.ts';
import { usageOperations } from '#metering/usage/operations.ts';
import type { AnyOperation } from '#registry/any-operation.ts';
import { catalogueOperations } from '#registry/catalogue/operations.ts';
import { offerOperations } from '#registry/offer/operations.ts';
import { peopleOperations } from '#registry/operations.ts';
import { noticeOperations } from '#registry/webhooks/operations.ts';

/** Every operation, on the registry and on what is metered: what the admin API offers. */
export const allOperations: readonly AnyOperation[] = [
  ...peopleOperations,
  ...noticeOperations,
  ...catalogueOperations,
  ...offerOperations,
  ...usageOperations,
  ...requestLogOperations,
];
