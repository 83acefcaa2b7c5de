/** The table of all pages, area by area. */
import { accountPages } from '#portal/pages/account/routes.ts';
import { aboutPages } from '#portal/pages/about/routes.ts';
import { applicationPages } from '#portal/pages/applications/routes.ts';
import { cataloguePages } from '#portal/pages/catalogue/routes.ts';
import { homePages } from '#portal/pages/home/routes.ts';
import { mailboxPages } from '#portal/pages/mailbox/routes.ts';
import { noticePages } from '#portal/pages/notices/routes.ts';
import { providerPages } from '#portal/pages/provider/routes.ts';
import { dataPages } from '#portal/data/routes.ts';
import { referencePages } from '#portal/reference/routes.ts';
import { requestLogPages } from '#portal/pages/request-log/routes.ts';
import { subscriptionPages } from '#portal/pages/subscriptions/routes.ts';
import { operatorPages } from '#portal/pages/operator/routes.ts';
import { usagePages } from '#portal/pages/usage/routes.ts';
import type { PageRoute } from '#portal/page-route.ts';

export const pages: readonly PageRoute[] = [
  ...homePages,
  ...accountPages,
  ...aboutPages,
  ...applicationPages,
  ...mailboxPages,
  ...operatorPages,
  ...providerPages,
  ...referencePages,
  ...cataloguePages,
  ...dataPages,
  ...subscriptionPages,
  ...requestLogPages,
  ...usagePages,
  ...noticePages,
];
