import { addresses } from '#portal/addresses.ts';
import { forAccounts, forOperators, forProviders, type PageRoute } from '#portal/page-route.ts';
import { downloadApiUsage, showApiUsage } from '#portal/pages/usage/api.tsx';
import { downloadApplicationUsage, showApplicationUsage } from '#portal/pages/usage/application.tsx';
import { downloadInstanceUsage, showInstanceUsage } from '#portal/pages/usage/instance.tsx';
import { downloadProviderUsage, showProviderUsage } from '#portal/pages/usage/provider.tsx';

export const usagePages: readonly PageRoute[] = [
  forAccounts('get', addresses.applicationUsage, showApplicationUsage),
  forAccounts('get', addresses.applicationUsageFile, downloadApplicationUsage),
  forProviders('get', addresses.consoleUsage, showProviderUsage),
  forProviders('get', addresses.consoleUsageFile, downloadProviderUsage),
  forProviders('get', addresses.consoleApiUsage, showApiUsage),
  forProviders('get', addresses.consoleApiUsageFile, downloadApiUsage),
  forOperators('get', addresses.operatorUsage, showInstanceUsage),
  forOperators('get', addresses.operatorUsageFile, downloadInstanceUsage),
];
