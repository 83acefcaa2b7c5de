import { addresses } from '#portal/addresses.ts';
import { forAccounts, forProviders, type PageRoute } from '#portal/page-route.ts';
import { decideRequest } from '#portal/pages/subscriptions/decide-request.ts';
import { showRequest } from '#portal/pages/subscriptions/request.tsx';
import { showInbox, showRequests } from '#portal/pages/subscriptions/requests.tsx';

export const subscriptionPages: readonly PageRoute[] = [
  forAccounts('get', addresses.requests, showRequests),
  forAccounts('get', addresses.request, showRequest),
  forAccounts('post', addresses.decideRequest, decideRequest),
  forProviders('get', addresses.consoleRequests, showInbox),
];
