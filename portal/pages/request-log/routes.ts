import { addresses } from '#portal/addresses.ts';
import { forAccounts, forOperators, forProviders, type PageRoute } from '#portal/page-route.ts';
import { followApiRequests, showApiRequests } from '#portal/pages/request-log/api-requests.tsx';
import { followApplicationRequests, showApplicationRequests } from '#portal/pages/request-log/application-requests.tsx';
import { followAllRequests, showAllRequests } from '#portal/pages/request-log/operator-requests.tsx';
import { findRequest, showRequest } from '#portal/pages/request-log/request.tsx';

export const requestLogPages: readonly PageRoute[] = [
  forAccounts('get', addresses.applicationRequests, showApplicationRequests),
  forAccounts('get', addresses.applicationRequestsLive, followApplicationRequests),
  forProviders('get', addresses.consoleApiRequests, showApiRequests),
  forProviders('get', addresses.consoleApiRequestsLive, followApiRequests),
  forOperators('get', addresses.operatorRequests, showAllRequests),
  forOperators('get', addresses.operatorRequestsLive, followAllRequests),
  forAccounts('get', addresses.findRequest, findRequest),
  forAccounts('get', addresses.loggedRequest, showRequest),
];
