import { addresses } from '#portal/addresses.ts';
import { forProviders, type PageRoute } from '#portal/page-route.ts';
import {
  announceEnd,
  discardWaiting,
  endNow,
  publish,
  replaceContract,
  saveSettings,
  takeEndBack,
} from '#portal/pages/provider/api-actions.ts';
import { showApi } from '#portal/pages/provider/api-page.tsx';
import { showApis } from '#portal/pages/provider/apis.tsx';
import { showConsoles } from '#portal/pages/provider/consoles.tsx';
import { downloadDeclaration } from '#portal/pages/provider/declaration-file.ts';
import { saveProvider, showOverview } from '#portal/pages/provider/overview.tsx';
import { addPlan, closePlan, savePlan, showNewPlan, showPlan } from '#portal/pages/provider/plan.tsx';
import { endProduct, saveProduct, showProduct } from '#portal/pages/provider/product.tsx';
import { addProduct, showNewProduct, showProducts } from '#portal/pages/provider/products.tsx';
import { assign, endProfile, saveProfile, showProfiles, unassign } from '#portal/pages/provider/profiles.tsx';
import { keepContract, showPublish } from '#portal/pages/provider/publish.tsx';
import { contractFormBytes } from '#portal/pages/provider/sent-contract.ts';
import { moveToPlan, showSubscribers } from '#portal/pages/provider/subscribers.tsx';
import { showTeam } from '#portal/pages/provider/team.tsx';
import { termsFormBytes } from '#portal/pages/provider/terms-fields.tsx';
import { endTerms, saveTerms, showTermsPage } from '#portal/pages/provider/terms-page.tsx';
import { addTerms, showNewTerms, showTermsList } from '#portal/pages/provider/terms.tsx';

export const providerPages: readonly PageRoute[] = [
  forProviders('get', addresses.consoles, showConsoles),
  forProviders('get', addresses.console, showOverview),
  forProviders('post', addresses.console, saveProvider),
  forProviders('get', addresses.consoleApis, showApis),
  forProviders('get', addresses.consolePublish, showPublish),
  forProviders('post', addresses.consolePublish, keepContract, { bodyBytes: contractFormBytes }),
  forProviders('get', addresses.consoleApi, showApi),
  forProviders('post', addresses.consoleApi, saveSettings),
  forProviders('post', addresses.consoleApiContract, replaceContract, { bodyBytes: contractFormBytes }),
  forProviders('post', addresses.consoleApiDiscard, discardWaiting),
  forProviders('post', addresses.consoleApiPublish, publish),
  forProviders('post', addresses.consoleApiDeprecate, announceEnd),
  forProviders('post', addresses.consoleApiReinstate, takeEndBack),
  forProviders('post', addresses.consoleApiRetire, endNow),
  forProviders('get', addresses.consoleProducts, showProducts),
  forProviders('get', addresses.consoleNewProduct, showNewProduct),
  forProviders('post', addresses.consoleNewProduct, addProduct),
  forProviders('get', addresses.consoleProduct, showProduct),
  forProviders('post', addresses.consoleProduct, saveProduct),
  forProviders('post', addresses.consoleProductRetire, endProduct),
  forProviders('get', addresses.consoleNewPlan, showNewPlan),
  forProviders('post', addresses.consoleNewPlan, addPlan),
  forProviders('get', addresses.consolePlan, showPlan),
  forProviders('post', addresses.consolePlan, savePlan),
  forProviders('post', addresses.consolePlanRetire, closePlan),
  forProviders('get', addresses.consoleTerms, showTermsList),
  forProviders('get', addresses.consoleNewTerms, showNewTerms),
  forProviders('post', addresses.consoleNewTerms, addTerms, { bodyBytes: termsFormBytes }),
  forProviders('get', addresses.consoleTermsPage, showTermsPage),
  forProviders('post', addresses.consoleTermsPage, saveTerms, { bodyBytes: termsFormBytes }),
  forProviders('post', addresses.consoleTermsRetire, endTerms),
  forProviders('get', addresses.consoleProfiles, showProfiles),
  forProviders('post', addresses.consoleProfiles, saveProfile),
  forProviders('post', addresses.consoleProfileRetire, endProfile),
  forProviders('post', addresses.consoleProfileAssign, assign),
  forProviders('post', addresses.consoleProfileUnassign, unassign),
  forProviders('get', addresses.consoleSubscribers, showSubscribers),
  forProviders('post', addresses.consoleSubscriberPlan, moveToPlan),
  forProviders('get', addresses.consoleTeam, showTeam),
  forProviders('get', addresses.consoleDeclaration, downloadDeclaration),
];
