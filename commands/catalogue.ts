import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { listApis } from '#registry/catalogue/list-apis.ts';
import { listProducts } from '#registry/catalogue/list-products.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'catalogue products',
    operation: listProducts,
    summary: { en: 'List the products on offer.', fr: 'Lister les produits proposés.' },
  }),
  operationCommand({
    name: 'catalogue apis',
    operation: listApis,
    summary: { en: 'List the APIs.', fr: 'Lister les API.' },
  }),
];
