import { addresses } from '#portal/addresses.ts';
import { forAccounts, forProviders, type PageRoute } from '#portal/page-route.ts';
import { showApplicationApis } from '#portal/pages/subscriptions/application-apis.tsx';
import { acceptTerms, showApplicationTerms } from '#portal/pages/subscriptions/application-terms.tsx';
import { chooseApplication } from '#portal/pages/subscriptions/choose-application.tsx';
import { decideRequest } from '#portal/pages/subscriptions/decide-request.ts';
import { askForPlan, decideOnPlan } from '#portal/pages/subscriptions/plan-request.ts';
import { showRequest } from '#portal/pages/subscriptions/request.tsx';
import { showInbox, showRequests } from '#portal/pages/subscriptions/requests.tsx';
import { applyTicks, showSelectionPreview } from '#portal/pages/subscriptions/select-apis.tsx';
import { showSubscribe } from '#portal/pages/subscriptions/subscribe/page.tsx';
import { subscribe } from '#portal/pages/subscriptions/subscribe/subscribe.ts';
import { showWhy } from '#portal/pages/subscriptions/why.tsx';

export const subscriptionPages: readonly PageRoute[] = [
  forAccounts('get', addresses.subscribe, showSubscribe),
  forAccounts('post', addresses.subscribe, subscribe),
  forAccounts('get', addresses.applicationApis, showApplicationApis),
  forAccounts('post', addresses.previewSelection, showSelectionPreview),
  forAccounts('post', addresses.applySelection, applyTicks),
  forAccounts('get', addresses.applicationTerms, showApplicationTerms),
  forAccounts('post', addresses.applicationTerms, acceptTerms),
  forAccounts('get', addresses.apiWhy, chooseApplication),
  forAccounts('get', addresses.why, showWhy),
  forAccounts('get', addresses.requests, showRequests),
  forAccounts('get', addresses.request, showRequest),
  forAccounts('post', addresses.decideRequest, decideRequest),
  forAccounts('post', addresses.askPlan, askForPlan),
  forAccounts('post', addresses.decidePlan, decideOnPlan),
  forProviders('get', addresses.consoleRequests, showInbox),
];
